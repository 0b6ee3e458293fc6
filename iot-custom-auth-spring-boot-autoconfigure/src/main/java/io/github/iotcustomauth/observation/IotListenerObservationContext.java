package io.github.iotcustomauth.observation;

import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.IotMessage;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.Propagator;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

/**
 * Context of the observation of a message that is handled by an
 * {@link io.github.iotcustomauth.listener.IotListener @IotListener}. The observation
 * continues the trace of the message, unless it was retained: its trace may have ended
 * long ago.
 */
public final class IotListenerObservationContext extends ReceiverContext<IotMessage> {

	private static final UserProperties USER_PROPERTIES = new UserProperties();

	private final String connectionName;

	private final String listenerId;

	private final String destinationTemplate;

	private final IotMessage message;

	private @Nullable MessageKeyValues keyValues;

	/**
	 * Create a context.
	 * @param connectionName the name of the connection
	 * @param listenerId the id of the listener
	 * @param destinationTemplate the topic of the listener that the message matches
	 * @param message the message
	 */
	public IotListenerObservationContext(String connectionName, String listenerId, String destinationTemplate,
			IotMessage message) {
		super(USER_PROPERTIES, Kind.CONSUMER);
		this.connectionName = connectionName;
		this.listenerId = listenerId;
		this.destinationTemplate = destinationTemplate;
		this.message = message;
		setCarrier(message);
		setRemoteServiceName(MessageKeyValues.REMOTE_SERVICE);
	}

	public String getConnectionName() {
		return this.connectionName;
	}

	public String getListenerId() {
		return this.listenerId;
	}

	/**
	 * The topic that the listener listens to, with its wildcards and named levels.
	 * @return the template
	 */
	public String getDestinationTemplate() {
		return this.destinationTemplate;
	}

	public IotMessage getMessage() {
		return this.message;
	}

	MessageKeyValues keyValues() {
		MessageKeyValues present = this.keyValues;
		if (present == null) {
			// in their order, so that they need not be sorted
			present = new MessageKeyValues(
					KeyValues.of(MessageKeyValues.NO_ERROR,
							MessageKeyValues.of(MessageKey.CONNECTION, this.connectionName),
							MessageKeyValues.of(MessageKey.LISTENER_ID, this.listenerId),
							MessageKeyValues.of(MessageKey.DESTINATION_TEMPLATE, this.destinationTemplate),
							MessageKeyValues.HANDLE, MessageKeyValues.PROCESS, MessageKeyValues.SYSTEM),
					MessageKeyValues.bodySize(this.message.payload()));
			this.keyValues = present;
		}
		return present;
	}

	private static final class UserProperties implements Propagator.Getter<IotMessage> {

		@Override
		public @Nullable String get(IotMessage message, String name) {
			if (!message.retain()) {
				for (Map.Entry<String, String> property : message.userProperties()) {
					if (property.getKey().equals(name)) {
						return property.getValue();
					}
				}
			}
			return null;
		}

		@Override
		public List<String> getAll(IotMessage message, String name) {
			// most messages have none of the name, and each propagator asks for its names
			if (get(message, name) == null) {
				return List.of();
			}
			return message.userProperties()
				.stream()
				.filter((property) -> property.getKey().equals(name))
				.map(Map.Entry::getValue)
				.toList();
		}

	}

}
