"""What we learn: what people did, and what it means. Computes, and writes its answers down in the groups below."""
