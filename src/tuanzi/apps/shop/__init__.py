"""The shopper's door: endpoints and pages composed from several domains, which no domain's own http may see."""
