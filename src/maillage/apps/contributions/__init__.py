"""Proposals of those who do not keep the base: asked, read by a keeper, published or refused."""
