"""What is sold: the catalogue of products and the stock behind them. Goods know no order, no price reduction and no member."""
