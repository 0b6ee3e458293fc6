package io.github.iotcustomauth.internal.publishing;

import java.util.List;

/**
 * Snapshot of the publishes that are not answered.
 *
 * @param pending their number
 * @param bytes the bytes of payload and topic that they have together
 * @param inFlight how many of them were sent
 * @param suspects what the server may hang up on
 */
public record PublishingStatus(int pending, long bytes, int inFlight, List<SuspectStatus> suspects) {

	/**
	 * Topic or filter on which the server may hang up.
	 *
	 * @param name the topic of a message, or the topic filter
	 * @param isFilter whether it is a topic filter
	 * @param trials how often it was tried alone
	 * @param paused whether QoS 0 messages of the topic fail at once
	 */
	public record SuspectStatus(String name, boolean isFilter, int trials, boolean paused) {
	}

}
