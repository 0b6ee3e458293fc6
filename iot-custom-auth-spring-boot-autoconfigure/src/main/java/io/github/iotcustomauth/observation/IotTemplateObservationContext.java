package io.github.iotcustomauth.observation;

import io.github.iotcustomauth.IotMessage;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * Context of the observation of a message that is sent: by
 * {@link io.github.iotcustomauth.client.IotClient}, or as the answer of a listener. What
 * the propagation adds becomes user properties of the message, unless the message has a
 * property of that name already, or its user properties would exceed the limit of AWS IoT
 * Core.
 */
public final class IotTemplateObservationContext extends SenderContext<IotMessage.Builder> {

	private final String connectionName;

	private final String operation;

	private final @Nullable String destinationTemplate;

	private final IotMessage message;

	private @Nullable MessageKeyValues keyValues;

	/**
	 * Create a context.
	 * @param connectionName the name of the connection
	 * @param operation {@code publish}, {@code request} or {@code reply}
	 * @param destinationTemplate the topic with its variables, or {@code null} if none is
	 * known
	 * @param message the message, which the trace context is added to
	 */
	public IotTemplateObservationContext(String connectionName, String operation, @Nullable String destinationTemplate,
			IotMessage.Builder message) {
		this(connectionName, operation, destinationTemplate, message, message.build());
	}

	private IotTemplateObservationContext(String connectionName, String operation, @Nullable String destinationTemplate,
			IotMessage.Builder carrier, IotMessage message) {
		super(new PropagatedProperties(message), Kind.PRODUCER);
		this.connectionName = connectionName;
		this.operation = operation;
		this.destinationTemplate = destinationTemplate;
		this.message = message;
		setCarrier(carrier);
		setRemoteServiceName(MessageKeyValues.REMOTE_SERVICE);
	}

	public String getConnectionName() {
		return this.connectionName;
	}

	/**
	 * What is done.
	 * @return {@code publish}, {@code request} or {@code reply}
	 */
	public String getOperation() {
		return this.operation;
	}

	/**
	 * The topic with its variables, not with their values.
	 * @return the template, or {@code null} for a topic without variables, which may be
	 * that of a single device, and for a response topic
	 */
	public @Nullable String getDestinationTemplate() {
		return this.destinationTemplate;
	}

	/**
	 * The message without what the propagation adds. A request has no correlation data
	 * yet.
	 * @return the message
	 */
	public IotMessage getMessage() {
		return this.message;
	}

	MessageKeyValues keyValues() {
		MessageKeyValues present = this.keyValues;
		if (present == null) {
			// in their order, so that they need not be sorted
			present = new MessageKeyValues(KeyValues.of(MessageKeyValues.NO_ERROR,
					MessageKeyValues.of(MessageKey.CONNECTION, this.connectionName),
					MessageKeyValues.of(MessageKey.DESTINATION_TEMPLATE, this.destinationTemplate),
					MessageKey.OPERATION_NAME.withValue(this.operation), MessageKeyValues.SEND,
					MessageKeyValues.SYSTEM), MessageKeyValues.bodySize(this.message.payload()));
			this.keyValues = present;
		}
		return present;
	}

}
