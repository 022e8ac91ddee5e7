"""The campaign board without a screen: what is listed, how it is worded, what its keys do."""
