"""Charts and maps as geometry: figures in, coordinates out. `templates/_components/charts/` draws them."""
