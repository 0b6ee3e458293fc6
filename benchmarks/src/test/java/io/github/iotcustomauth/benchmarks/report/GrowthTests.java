package io.github.iotcustomauth.benchmarks.report;

import io.github.iotcustomauth.benchmarks.measure.Figures;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Growth}.
 */
class GrowthTests {

	@Test
	void slopeIsThatOfTheLineThroughTheMedians() {
		Figures figures = new Figures("growth-connections-resident", "memory", "MiB");
		figures.add("1", 50.25);
		figures.add("101", 75.25);
		figures.add("201", 100.25);
		assertThat(Growth.of(figures).orElseThrow().text(figures))
			.contains("From 1 to 201 connections, a further one costs **256 KiB**");
	}

	@Test
	void sizesWithoutInfluenceHaveNoSlope() {
		Figures figures = new Figures("growth-connections-threads", "threads", "threads");
		figures.add("1", 20);
		figures.add("500", 20);
		assertThat(Growth.of(figures).orElseThrow().text(figures)).contains("a further one costs **0.0 OS threads**");
	}

}
