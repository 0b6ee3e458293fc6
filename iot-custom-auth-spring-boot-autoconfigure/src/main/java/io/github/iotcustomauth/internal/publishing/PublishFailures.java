package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.internal.diagnosis.Diagnosis;
import io.github.iotcustomauth.internal.diagnosis.Situation;
import io.github.iotcustomauth.internal.transport.MqttReasonCodes;
import io.github.iotcustomauth.internal.transport.MqttTransport.TransportLostException;
import io.github.iotcustomauth.internal.transport.MqttTransport.UnansweredException;
import org.jspecify.annotations.Nullable;

/**
 * Why publishes fail, and which answers are not final.
 */
final class PublishFailures {

	static final IotFailure FULL = IotFailure.of(FailureReason.TOO_MANY_PENDING_PUBLISHES);

	static final IotFailure NOT_CONNECTED = IotFailure.of(FailureReason.NOT_CONNECTED);

	static final IotFailure EXPIRED = IotFailure.of(FailureReason.MESSAGE_EXPIRED);

	// a second time, it is the message or the server rather than the network
	private static final int MAX_UNANSWERED = 2;

	private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(10);

	private static final int MAX_DOUBLINGS = 5;

	private PublishFailures() {
	}

	/**
	 * Whether a publish without an answer is sent again. What is stored always is.
	 * @param publish the publish
	 * @param ex how it ended
	 * @return whether the next transport sends it
	 */
	static boolean isSentAgain(PendingPublish publish, @Nullable Throwable ex) {
		if (ex instanceof TransportLostException) {
			return publish.isAcknowledged();
		}
		return ex instanceof UnansweredException && (publish.isStored() || ++publish.unanswered < MAX_UNANSWERED);
	}

	static boolean isThrottled(PendingPublish publish, @Nullable Integer code) {
		return publish.isAcknowledged() && code != null && code >= MqttReasonCodes.FIRST_ERROR
				&& FailureReason.ofCode(code).kind() == Kind.THROTTLED;
	}

	/**
	 * Time after which a publish is sent again that exceeded a quota.
	 * @param refusals how often it did so before
	 * @param random from 0 to 1, so that not all of them come back at once
	 * @return 10 s or more the first time, twice that the next
	 */
	static Duration backOff(int refusals, double random) {
		Duration delay = FIRST_BACK_OFF.multipliedBy(1L << Math.min(refusals, MAX_DOUBLINGS));
		return delay.plusMillis((long) (delay.toMillis() * random / 4));
	}

	/**
	 * The final failure of a publish.
	 * @param publish the publish
	 * @param code the reason code of the server
	 * @param ex the failure of the transport
	 * @return the exception for its future, or {@code null} if it was successful
	 */
	static @Nullable Throwable of(PendingPublish publish, @Nullable Integer code, @Nullable Throwable ex) {
		if (ex instanceof TransportLostException) {
			return publish.failed(NOT_CONNECTED);
		}
		if (ex == null && code != null && code >= MqttReasonCodes.FIRST_ERROR) {
			return publish.failed(Diagnosis.of(Situation.publishing(MqttReasonCodes.of(code), publish.topic())));
		}
		return ex;
	}

	static IotFailure reason(Throwable refusal) {
		return (refusal instanceof IotConnectionException failed) ? failed.getFailure()
				: IotFailure.of(FailureReason.UNEXPECTED_ERROR);
	}

}
