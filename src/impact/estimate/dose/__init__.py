"""A marginal structural model of the dose of services, among the children enrolled."""
