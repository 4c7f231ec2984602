"""Files of pupils from any supplier, read by a mapping profile into our fields."""
