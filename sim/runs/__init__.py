"""How often and where: replications played on every core, and the folder that keeps them."""
