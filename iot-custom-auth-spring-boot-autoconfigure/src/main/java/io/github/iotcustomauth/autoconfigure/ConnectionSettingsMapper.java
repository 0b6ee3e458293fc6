package io.github.iotcustomauth.autoconfigure;

import java.util.Map;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthProperties.Publish.Outbox;
import io.github.iotcustomauth.internal.limits.InvalidSettingException;
import io.github.iotcustomauth.internal.text.MqttText;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.HttpProxy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.util.StringUtils;

/**
 * Maps {@link IotCustomAuthProperties} and {@link IotConnectionDetails} to
 * {@link ConnectionSettings}.
 *
 * @param properties the properties
 * @param details the connection details
 */
record ConnectionSettingsMapper(IotCustomAuthProperties properties, IotConnectionDetails details,
		boolean virtualThreads) {

	// those that are not the name of the setting
	private static final Map<String, String> NAMES = Map.of("credentialsLocation", "credentials-in", "sessionExpiry",
			"session.expiry", "reconnectMinDelay", "reconnect.min-delay", "reconnectMaxDelay", "reconnect.max-delay",
			"maxPendingPublishes", "publish.max-pending", "maxPendingBytes", "publish.max-pending-bytes", "publishRate",
			"publish.rate");

	private static final String CLIENT_ID = InvalidIotPropertyException.key("client-id");

	private static final String SESSION_EXPIRY = InvalidIotPropertyException.key("session.expiry");

	private static final String OUTBOX = InvalidIotPropertyException.key("publish.outbox");

	private static final String WILL_TOPIC = InvalidIotPropertyException.key("will.topic");

	private static final String WILL_PAYLOAD = InvalidIotPropertyException.key("will.payload");

	private static final String WILL_QOS = InvalidIotPropertyException.key("will.qos");

	/**
	 * Map the properties and details.
	 * @param name the name of the connection
	 * @param generated the client id if the properties have none
	 * @param customizers the last word
	 * @return the settings
	 * @throws InvalidIotPropertyException if they cannot be used
	 */
	ConnectionSettings map(String name, GeneratedClientId generated, Stream<IotConnectionCustomizer> customizers) {
		new IotCustomAuthPropertiesValidator(this.properties).validate();
		String clientId = this.properties.getClientId();
		ConnectionSettings.Builder builder = ConnectionSettings.builder(this.details.getEndpoint(),
				StringUtils.hasLength(clientId) ? clientId : generated.value());
		apply(builder.virtualThreads(this.virtualThreads));
		validate(builder);
		customizers.forEach((customizer) -> customizer.customize(builder));
		ConnectionSettings settings = builder.name(name).build();
		if (settings.clientId().equals(generated.value())) {
			requireClientId(settings);
		}
		return settings;
	}

	// before a customizer changes what the properties say
	private static void validate(ConnectionSettings.Builder builder) {
		try {
			builder.build();
		}
		catch (InvalidSettingException ex) {
			throw new InvalidIotPropertyException(key(ex.getSetting()),
					InvalidIotPropertyException.shown(ex.getValue()), ex.getReason(),
					ex.getCure(ConnectionSettingsMapper::key));
		}
	}

	private static String key(String setting) {
		return InvalidIotPropertyException
			.key(NAMES.getOrDefault(setting, DataObjectPropertyName.toDashedForm(setting)));
	}

	private void requireClientId(ConnectionSettings settings) {
		String cure = "Set '" + CLIENT_ID + "' to an id that this instance keeps, or '%s' to '%s'.";
		if (settings.sessionExpiry().compareTo(ConnectionSettings.DEFAULT_SESSION_EXPIRY) > 0) {
			throw new InvalidIotPropertyException(SESSION_EXPIRY, null,
					"The client id is generated at every start, so that no later start would find the session again",
					cure.formatted(SESSION_EXPIRY, "60s"));
		}
		if (this.properties.getPublish().getOutbox() != Outbox.NONE) {
			throw new InvalidIotPropertyException(OUTBOX, null,
					"The client id is generated at every start, so that no later start would find its messages again",
					cure.formatted(OUTBOX, "none"));
		}
	}

	private void apply(ConnectionSettings.Builder builder) {
		PropertyMapper map = PropertyMapper.get();
		map.from(this.details::getPort).to(builder::port);
		map.from(this.properties::getTransport).to(builder::transport);
		map.from(this.properties::getCredentialsIn).to(builder::credentialsLocation);
		map.from(this.properties::getKeepAlive).to(builder::keepAlive);
		map.from(this.properties::getConnectTimeout).to(builder::connectTimeout);
		map.from(this.properties::getOperationTimeout).to(builder::operationTimeout);
		map.from(this.properties.getSession()::getExpiry).to(builder::sessionExpiry);
		map.from(this.properties::getReceiveMaximum).to(builder::receiveMaximum);
		map.from(this.properties::getPublish)
			.to((publish) -> builder.maxPending(publish.getMaxPending(), publish.getMaxPendingBytes().toBytes()));
		map.from(this::publishRate).to(builder::publishRate);
		map.from(this::will).to(builder::will);
		map.from(this::proxy).to(builder::proxy);
		map.from(this.properties::getReconnect)
			.to((reconnect) -> builder.reconnectDelay(reconnect.getMinDelay(), reconnect.getMaxDelay()));
	}

	private int publishRate() {
		Integer rate = this.details.getPublishRate();
		return (rate != null) ? rate : new PublishRateProperty(this.properties.getPublish().getRate()).value();
	}

	private @Nullable HttpProxy proxy() {
		boolean configured = this.details instanceof PropertiesIotConnectionDetails;
		return new ProxyProperties(this.properties.getProxy()).find(this.details.getEndpoint(), this.details.getPort(),
				configured);
	}

	private @Nullable IotMessage will() {
		IotCustomAuthProperties.Will will = this.properties.getWill();
		String topic = will.getTopic();
		String payload = will.getPayload();
		if (!StringUtils.hasLength(topic)) {
			if (StringUtils.hasLength(payload)) {
				throw new InvalidIotPropertyException(WILL_TOPIC, null, "The last will has a payload but no topic",
						"Set '%s' as well, or remove '%s'.".formatted(WILL_TOPIC, WILL_PAYLOAD));
			}
			return null;
		}
		IotMessage.Builder message = InvalidIotPropertyException.convert(WILL_TOPIC, topic,
				"Set '%s' to a topic that AWS IoT Core accepts.".formatted(WILL_TOPIC), () -> {
					MqttText.require("Topic", topic);
					return IotMessage.to(topic);
				});
		Qos qos = InvalidIotPropertyException.convert(WILL_QOS, will.getQos(),
				"Set '%s' to '0' or '1'.".formatted(WILL_QOS), () -> Qos.of(will.getQos()));
		InvalidIotPropertyException.convert(WILL_PAYLOAD, null, "Set '%s' to a shorter text.".formatted(WILL_PAYLOAD),
				() -> message.payload((payload != null) ? payload : ""));
		return message.qos(qos).retain(will.isRetain()).build();
	}

}
