"""Welcome (新人礼): the first order of a member costs five yuan less, once in a lifetime."""
