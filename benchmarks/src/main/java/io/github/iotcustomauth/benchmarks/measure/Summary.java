package io.github.iotcustomauth.benchmarks.measure;

import java.util.Arrays;
import java.util.Collection;

/**
 * Median of samples, with their quartiles.
 *
 * @param lower the lower quartile
 * @param median the median
 * @param upper the upper quartile
 */
public record Summary(double lower, double median, double upper) {

	/**
	 * Summarize samples.
	 * @param samples the samples, at least one
	 * @return their median and quartiles
	 */
	public static Summary of(Collection<Double> samples) {
		double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		return new Summary(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
	}

	/**
	 * Quantile of samples by linear interpolation.
	 * @param samples the samples in any order, at least one
	 * @param share the share of the samples below it, 0 to 1
	 * @return the quantile
	 */
	public static double quantile(double[] samples, double share) {
		double[] sorted = samples.clone();
		Arrays.sort(sorted);
		double position = share * (sorted.length - 1);
		int below = (int) position;
		int above = Math.min(below + 1, sorted.length - 1);
		return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
	}

}
