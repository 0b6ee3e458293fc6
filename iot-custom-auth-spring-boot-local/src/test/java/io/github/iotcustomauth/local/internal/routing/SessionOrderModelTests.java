package io.github.iotcustomauth.local.internal.routing;

import java.util.stream.LongStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random use of one session, whose {@link ModelConnection connections} check what they
 * are sent: messages with QoS 1 of a topic in the order in which they were published, not
 * more of them than the receive maximum, and after a reconnect first those that the
 * client has not acknowledged, in order and under the same packet identifiers.
 */
class SessionOrderModelTests {

	private static final int STEPS = 400;

	static LongStream seeds() {
		return LongStream.range(0, 200);
	}

	private static void assertThatAllArrive(SessionModel model) {
		model.receiveTheRest();
		model.assertNothingIsLost();
		assertThat(model.heldBytes()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 10, 50, 100 })
	void receiveMaximumHoldsMessagesBackAndLosesNone(int receiveMaximum) {
		SessionModel model = new SessionModel(receiveMaximum, false, receiveMaximum);
		model.run(STEPS * 10);
		assertThatAllArrive(model);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void receiveMaximumMayChangeWithEachConnection(long seed) {
		SessionModel model = new SessionModel(seed, false, SessionModel.ANY);
		model.run(STEPS);
		assertThatAllArrive(model);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void pacedMessagesKeepTheirOrder(long seed) {
		SessionModel model = new SessionModel(seed, true, SessionModel.ANY);
		model.run(STEPS);
		assertThatAllArrive(model);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void sessionThatEndsReleasesItsMemory(long seed) {
		SessionModel model = new SessionModel(seed, false, SessionModel.ANY);
		model.run(STEPS);
		model.endSession();
		assertThat(model.heldBytes()).isZero();
	}

}
