package io.github.iotcustomauth.benchmarks.report;

import java.util.Optional;

import io.github.iotcustomauth.benchmarks.measure.Figures;
import io.github.iotcustomauth.benchmarks.measure.Run;
import io.github.iotcustomauth.benchmarks.measure.Summary;

/**
 * Comparison that the library is held to.
 *
 * @param text what is compared
 * @param last what was last measured before this module existed
 * @param figures the id of the figures, which starts with the name of the section
 * @param contestant the contestant
 * @param baseline what it is compared with, empty for nothing
 * @param comparison how they are compared
 * @param atLeast whether the bound is the least value, or the largest
 * @param bound the bound, NaN if there is none
 */
record Goal(String text, String last, String figures, String contestant, String baseline, Comparison comparison,
		boolean atLeast, double bound) {

	Optional<Summary> in(Run run) {
		return run.find(this.figures).flatMap(this::compare);
	}

	private Optional<Summary> compare(Figures figures) {
		return switch (this.comparison) {
			case RATIO -> figures.ratio(this.contestant, this.baseline);
			case DIFFERENCE -> figures.difference(this.contestant, this.baseline);
			case VALUE -> figures.summary(this.contestant);
			case RATIO_OF_MEANS -> figures.mean(this.contestant)
				.flatMap((own) -> figures.mean(this.baseline).map((other) -> own / other))
				.map((ratio) -> new Summary(ratio, ratio, ratio));
			case PER_SECOND -> figures.summary(this.contestant)
				.map((nanos) -> new Summary(1e9 / nanos.upper(), 1e9 / nanos.median(), 1e9 / nanos.lower()));
		};
	}

	boolean hasBound() {
		return !Double.isNaN(this.bound);
	}

	boolean isReachedBy(Summary summary) {
		return this.atLeast ? summary.median() >= this.bound : summary.median() <= this.bound;
	}

	String section() {
		return this.figures.split("-", -1)[0];
	}

	/**
	 * How a contestant is compared with another one.
	 */
	enum Comparison {

		/**
		 * Median of the ratios within rounds.
		 */
		RATIO,

		/**
		 * Median of the differences within rounds.
		 */
		DIFFERENCE,

		/**
		 * Median of the contestant alone.
		 */
		VALUE,

		/**
		 * Ratio of the means, for what is random in each round.
		 */
		RATIO_OF_MEANS,

		/**
		 * How often a median of nanoseconds fits in a second.
		 */
		PER_SECOND

	}

}
