package io.github.iotcustomauth.benchmarks;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.github.iotcustomauth.benchmarks.measure.Load;
import io.github.iotcustomauth.benchmarks.measure.Measurement;
import io.github.iotcustomauth.benchmarks.measure.Results;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SectionRunner}.
 */
class SectionRunnerTests {

	private final SectionRunner runner = new SectionRunner(Load.brief());

	@Test
	void failedSectionKeepsWhatItHasMeasuredAndLeavesAReason() throws Exception {
		Results results = this.runner.run(section((measured) -> {
			measured.figures("test", "a test", "ms").add("one", 1);
			throw new IllegalStateException("no\nserver");
		}), Duration.ofMinutes(1));
		assertThat(results.find("test")).isPresent();
		assertThat(results.skipped()).containsExactly("'test' failed: java.lang.IllegalStateException: no server");
	}

	@Test
	void errorOfASectionIsItsReason() throws Exception {
		Results results = this.runner.run(section((measured) -> {
			throw new NoClassDefFoundError("Missing");
		}), Duration.ofMinutes(1));
		assertThat(results.skipped()).singleElement().asString().contains("Missing");
	}

	@Test
	void sectionThatTakesTooLongIsEnded() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		Results results = this.runner.run(section((measured) -> never.await()), Duration.ofMillis(100));
		assertThat(results.skipped()).singleElement().asString().startsWith("'test' was ended after");
	}

	private static Measurement section(Work work) {
		return new Measurement() {

			@Override
			public String name() {
				return "test";
			}

			@Override
			public void measure(Load load, Results results) throws Exception {
				work.run(results);
			}

		};
	}

	@FunctionalInterface
	private interface Work {

		void run(Results results) throws Exception;

	}

}
