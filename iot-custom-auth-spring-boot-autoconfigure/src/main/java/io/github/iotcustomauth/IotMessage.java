package io.github.iotcustomauth;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * MQTT message. Immutable, as long as the arrays, which are not copied, are not changed.
 */
public final class IotMessage {

	private static final int MAX_PAYLOAD = 128 * 1024;

	private static final Duration MAX_EXPIRY = Duration.ofDays(7);

	private static final byte[] EMPTY = new byte[0];

	private final String topic;

	private final byte[] payload;

	private final Qos qos;

	private final boolean retain;

	private final @Nullable String contentType;

	private final @Nullable String responseTopic;

	private final byte @Nullable [] correlationData;

	private final @Nullable Duration expiry;

	private final List<Map.Entry<String, String>> userProperties;

	private IotMessage(Builder builder) {
		this.topic = builder.topic;
		this.payload = builder.payload;
		this.qos = builder.qos;
		this.retain = builder.retain;
		this.contentType = builder.contentType;
		this.responseTopic = builder.responseTopic;
		this.correlationData = builder.correlationData;
		this.expiry = builder.expiry;
		this.userProperties = (builder.userProperties != null) ? List.copyOf(builder.userProperties) : List.of();
	}

	/**
	 * A message with QoS 1.
	 * @param topic the topic name
	 * @param payload the payload, sent as UTF-8
	 * @return the message
	 */
	public static IotMessage of(String topic, String payload) {
		return to(topic).payload(payload).build();
	}

	/**
	 * Start to build a message, with QoS 1 and an empty payload.
	 * @param topic the topic name: at most 256 bytes and 7 slashes, no wildcards
	 * @return a builder
	 */
	public static Builder to(String topic) {
		return new Builder(topic);
	}

	public String topic() {
		return this.topic;
	}

	/**
	 * The payload.
	 * @return the payload, not a copy of it
	 */
	public byte[] payload() {
		return this.payload;
	}

	/**
	 * The payload as text.
	 * @return the payload, decoded as UTF-8
	 */
	public String text() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	public Qos qos() {
		return this.qos;
	}

	public boolean retain() {
		return this.retain;
	}

	public @Nullable String contentType() {
		return this.contentType;
	}

	public @Nullable String responseTopic() {
		return this.responseTopic;
	}

	public byte @Nullable [] correlationData() {
		return this.correlationData;
	}

	/**
	 * The message expiry interval.
	 * @return the interval, or {@code null} when the message does not expire
	 */
	public @Nullable Duration expiry() {
		return this.expiry;
	}

	/**
	 * The user properties of MQTT 5.
	 * @return names and values in their order; a name may occur several times
	 */
	public List<Map.Entry<String, String>> userProperties() {
		return this.userProperties;
	}

	/**
	 * Names the message without its payload.
	 */
	@Override
	public String toString() {
		return "IotMessage[topic=" + PrintableText.of(this.topic) + ", bytes=" + this.payload.length + ", qos="
				+ this.qos.value() + ", retain=" + this.retain + "]";
	}

	/**
	 * Builder of an {@link IotMessage}.
	 */
	public static final class Builder {

		private final String topic;

		private byte[] payload = EMPTY;

		private Qos qos = Qos.AT_LEAST_ONCE;

		private boolean retain;

		private @Nullable String contentType;

		private @Nullable String responseTopic;

		private byte @Nullable [] correlationData;

		private @Nullable Duration expiry;

		private @Nullable List<Map.Entry<String, String>> userProperties;

		private Builder(String topic) {
			Assert.notNull(topic, "'topic' must not be null");
			Topics.requireName(topic);
			this.topic = topic;
		}

		/**
		 * Set the payload.
		 * @param payload the payload, at most 128 KiB (AWS IoT Core), not copied
		 * @return this builder
		 */
		public Builder payload(byte[] payload) {
			Assert.notNull(payload, "'payload' must not be null");
			Assert.isTrue(payload.length <= MAX_PAYLOAD,
					() -> "The payload for topic '%s' has %d bytes; AWS IoT Core allows %d"
						.formatted(PrintableText.of(this.topic), payload.length, MAX_PAYLOAD));
			this.payload = payload;
			return this;
		}

		/**
		 * Set the payload as text.
		 * @param payload the text, sent as UTF-8
		 * @return this builder
		 */
		public Builder payload(String payload) {
			return payload(payload.getBytes(StandardCharsets.UTF_8));
		}

		public Builder qos(Qos qos) {
			Assert.notNull(qos, "'qos' must not be null");
			this.qos = qos;
			return this;
		}

		public Builder retain(boolean retain) {
			this.retain = retain;
			return this;
		}

		public Builder contentType(@Nullable String contentType) {
			this.contentType = contentType;
			return this;
		}

		public Builder responseTopic(@Nullable String responseTopic) {
			if (responseTopic != null) {
				Topics.requireName(responseTopic);
			}
			this.responseTopic = responseTopic;
			return this;
		}

		public Builder correlationData(byte @Nullable [] correlationData) {
			this.correlationData = correlationData;
			return this;
		}

		/**
		 * Set the message expiry interval.
		 * @param expiry the interval, 1 s to 7 days (AWS IoT Core), in whole seconds, or
		 * {@code null} for a message that does not expire
		 * @return this builder
		 */
		public Builder expiry(@Nullable Duration expiry) {
			Assert.isTrue(expiry == null || (expiry.toSeconds() >= 1 && expiry.compareTo(MAX_EXPIRY) <= 0),
					"'expiry' must be between 1 second and 7 days");
			this.expiry = expiry;
			return this;
		}

		/**
		 * Add a user property of MQTT 5.
		 * @param name the name, which may occur several times
		 * @param value the value
		 * @return this builder
		 */
		public Builder userProperty(String name, String value) {
			Assert.notNull(name, "'name' must not be null");
			Assert.notNull(value, "'value' must not be null");
			if (this.userProperties == null) {
				this.userProperties = new ArrayList<>();
			}
			this.userProperties.add(Map.entry(name, value));
			return this;
		}

		public IotMessage build() {
			return new IotMessage(this);
		}

	}

}
