.PHONY: run test bench

run:
	python3 huichang run

test:
	python3 huichang test

bench:
	python3 huichang bench
