package io.github.iotcustomauth.benchmarks.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;

/**
 * Samples of one measure by contestant, one a round. Ratios and differences are taken
 * within a round, so that what disturbs the machine for longer than that cancels out.
 */
public final class Figures {

	private final String id;

	private final String title;

	private final String unit;

	private final Map<String, List<Double>> samples = new LinkedHashMap<>();

	/**
	 * Create figures without samples.
	 * @param id the name of the measure in files
	 * @param title the name of the measure for readers
	 * @param unit the unit of the samples
	 */
	public Figures(String id, String title, String unit) {
		this.id = id;
		this.title = title;
		this.unit = unit;
	}

	public String id() {
		return this.id;
	}

	public String title() {
		return this.title;
	}

	public String unit() {
		return this.unit;
	}

	/**
	 * Fix the order of the contestants, the baseline first.
	 * @param contestants their names
	 * @return these figures
	 */
	public Figures of(Collection<String> contestants) {
		contestants.forEach((contestant) -> this.samples.putIfAbsent(contestant, new ArrayList<>()));
		return this;
	}

	public void add(String contestant, double sample) {
		this.samples.computeIfAbsent(contestant, (added) -> new ArrayList<>()).add(sample);
	}

	/**
	 * The contestants with samples.
	 * @return their names, the baseline first
	 */
	public List<String> contestants() {
		return this.samples.keySet().stream().filter((contestant) -> !samples(contestant).isEmpty()).toList();
	}

	public List<Double> samples(String contestant) {
		return this.samples.getOrDefault(contestant, List.of());
	}

	/**
	 * Summarize the samples of a contestant.
	 * @param contestant the contestant
	 * @return the summary, if there is a sample
	 */
	public Optional<Summary> summary(String contestant) {
		List<Double> own = samples(contestant);
		return own.isEmpty() ? Optional.empty() : Optional.of(Summary.of(own));
	}

	/**
	 * The mean of the samples of a contestant.
	 * @param contestant the contestant
	 * @return the mean, if there is a sample
	 */
	public Optional<Double> mean(String contestant) {
		OptionalDouble mean = samples(contestant).stream().mapToDouble(Double::doubleValue).average();
		return mean.isPresent() ? Optional.of(mean.getAsDouble()) : Optional.empty();
	}

	/**
	 * Summarize the ratios to another contestant of the same round.
	 * @param contestant the contestant
	 * @param baseline the other contestant
	 * @return the summary, if there is a common round
	 */
	public Optional<Summary> ratio(String contestant, String baseline) {
		return paired(contestant, baseline, (own, other) -> own / other);
	}

	/**
	 * Summarize the differences from another contestant of the same round.
	 * @param contestant the contestant
	 * @param baseline the other contestant
	 * @return the summary, if there is a common round
	 */
	public Optional<Summary> difference(String contestant, String baseline) {
		return paired(contestant, baseline, (own, other) -> own - other);
	}

	private Optional<Summary> paired(String contestant, String baseline, DoubleBinaryOperator operator) {
		List<Double> own = samples(contestant);
		List<Double> others = samples(baseline);
		List<Double> results = new ArrayList<>();
		for (int round = 0; round < Math.min(own.size(), others.size()); round++) {
			results.add(operator.applyAsDouble(own.get(round), others.get(round)));
		}
		return results.isEmpty() ? Optional.empty() : Optional.of(Summary.of(results));
	}

}
