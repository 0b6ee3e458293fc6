package io.github.iotcustomauth.local.internal.routing;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Message of a {@link SessionModel}.
 */
final class ModelMessage {

	final int number;

	final int topic;

	/** With QoS 1. */
	final boolean reliable;

	/** Larger than the client takes. */
	final boolean oversized;

	final @Nullable ModelConnection sentTo;

	private final int expirySeconds;

	private final long at;

	boolean delivered;

	ModelMessage(int number, int topic, boolean reliable, boolean oversized, int expirySeconds, long at,
			@Nullable ModelConnection sentTo) {
		this.number = number;
		this.topic = topic;
		this.reliable = reliable;
		this.oversized = oversized;
		this.expirySeconds = expirySeconds;
		this.at = at;
		this.sentTo = sentTo;
	}

	int expirySeconds() {
		return this.expirySeconds;
	}

	byte[] payload() {
		return String.valueOf(this.number).getBytes(StandardCharsets.US_ASCII);
	}

	boolean hasExpired(long now) {
		return this.expirySeconds > 0 && now - this.at >= TimeUnit.SECONDS.toNanos(this.expirySeconds);
	}

	@Override
	public String toString() {
		return "message " + this.number + (this.delivered ? ", delivered" : "");
	}

}
