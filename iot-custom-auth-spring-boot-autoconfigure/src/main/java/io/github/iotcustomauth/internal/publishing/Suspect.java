package io.github.iotcustomauth.internal.publishing;

import java.time.Duration;
import java.util.List;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.diagnosis.Diagnosis;
import io.github.iotcustomauth.internal.diagnosis.Situation;
import io.github.iotcustomauth.internal.publishing.PublishingStatus.SuspectStatus;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Topic or filter on which the server may hang up.
 */
final class Suspect {

	private static final long FIRST_TRIAL = Duration.ofSeconds(1).toNanos();

	private static final Duration FIRST_PAUSE = Duration.ofMinutes(5);

	private static final int STRIKES = 3;

	private static final int MAX_DOUBLINGS = 8;

	/**
	 * A topic as a string, or a topic filter.
	 */
	final Object key;

	int trials;

	private int strikes;

	private int postponed;

	private int pauses;

	private long pausedUntil;

	Suspect(Object key) {
		this.key = key;
	}

	/**
	 * Time from CONNACK to the trial.
	 * @return the nanoseconds
	 */
	long delay() {
		return FIRST_TRIAL << Math.min(this.postponed, MAX_DOUBLINGS);
	}

	/**
	 * Have later trials after a longer time.
	 */
	void postpone() {
		this.postponed++;
	}

	/**
	 * Count a hang-up.
	 * @return whether there were enough of them
	 */
	boolean strike() {
		return ++this.strikes >= STRIKES;
	}

	/**
	 * Give the next message of the topic as many trials as this one had.
	 */
	void forgive() {
		this.strikes = 0;
	}

	void pause(long now) {
		this.pausedUntil = now + (FIRST_PAUSE.toNanos() << Math.min(this.pauses, MAX_DOUBLINGS));
		this.pauses++;
	}

	boolean isPaused(long now) {
		return this.pauses > 0 && now - this.pausedUntil < 0;
	}

	SuspectStatus status(long now) {
		return new SuspectStatus(String.valueOf(this.key), this.key instanceof TopicFilter, this.trials, isPaused(now));
	}

	IotFailure failure() {
		IotFailure failure = IotFailure.of(FailureReason.SERVER_HUNG_UP, "The server hung up each time it received "
				+ this + ", and answered everything else; check that the "
				+ "topic is not a reserved one with a mistake, what the policy allows, and the size of the message"
				+ ((this.pauses > 0) ? ". QoS 0 messages for this topic fail at once for some minutes" : ""));
		return (this.key instanceof String topic) ? Diagnosis.of(Situation.publishing(failure, topic)) : failure;
	}

	@Override
	public String toString() {
		return ((this.key instanceof String) ? "a message for topic '" : "the subscription to '")
				+ PrintableText.of(this.key) + "'";
	}

	/**
	 * Trial of a suspect.
	 */
	static final class Trial {

		private final Suspect suspect;

		private final @Nullable PendingPublish publish;

		// by the engine or a native thread
		private volatile boolean answered;

		private long answeredAt;

		Trial(Suspect suspect, @Nullable PendingPublish publish) {
			this.suspect = suspect;
			this.publish = publish;
		}

		Suspect suspect() {
			return this.suspect;
		}

		@Nullable PendingPublish publish() {
			return this.publish;
		}

		void answered() {
			this.answered = true;
		}

		void answered(long now) {
			this.answeredAt = now;
			this.answered = true;
		}

		/**
		 * Whether the server can have hung up on nothing but the suspect: the application
		 * may ask for other filters meanwhile.
		 * @param unanswered the filters of the SUBSCRIBE packet in flight
		 * @return whether there are no others
		 */
		boolean isAlone(List<TopicFilter> unanswered) {
			return (this.suspect.key instanceof TopicFilter filter) ? unanswered.equals(List.of(filter))
					: unanswered.isEmpty();
		}

		/**
		 * Whether the server took the suspect.
		 * @param now the monotonic time
		 * @return whether it has answered or, after a QoS 0 publish, not hung up
		 */
		boolean isSurvived(long now) {
			return this.answered && (this.publish == null || this.publish.isAcknowledged()
					|| ObservedConnection.isSurvived(this.answeredAt, now));
		}

	}

}
