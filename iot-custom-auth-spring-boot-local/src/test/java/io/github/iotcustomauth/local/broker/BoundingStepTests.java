package io.github.iotcustomauth.local.broker;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link BoundingStep}.
 */
@ExtendWith(OutputCaptureExtension.class)
class BoundingStepTests {

	@Test
	void failureIsLoggedOnceAndGoesNoFurther(CapturedOutput output) {
		BoundingStep step = new BoundingStep("Things", () -> {
			throw new AssertionError("expected");
		});
		assertThatNoException().isThrownBy(step::run);
		assertThatNoException().isThrownBy(step::run);
		assertThat(output).containsOnlyOnce("Things cannot be bounded");
	}

	@Test
	void failureAfterASuccessIsLoggedAgain(CapturedOutput output) {
		AtomicInteger runs = new AtomicInteger();
		BoundingStep step = new BoundingStep("Things", () -> {
			if (runs.incrementAndGet() != 2) {
				throw new IllegalStateException("expected in run " + runs);
			}
		});
		step.run();
		step.run();
		step.run();
		assertThat(output).containsOnlyOnce("expected in run 1").containsOnlyOnce("expected in run 3");
	}

}
