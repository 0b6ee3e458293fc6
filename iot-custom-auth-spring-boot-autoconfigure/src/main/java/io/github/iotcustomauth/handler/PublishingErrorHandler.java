package io.github.iotcustomauth.handler;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.text.CorruptedText;
import io.github.iotcustomauth.internal.text.MqttText;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Error handler that publishes the message to an error topic.
 */
final class PublishingErrorHandler implements IotListenerErrorHandler {

	private static final Log logger = LogFactory.getLog(PublishingErrorHandler.class);

	// reason codes of MQTT 5 that tell of an error
	private static final int FIRST_ERROR = 0x80;

	private static final int LAST_ERROR = 0xFF;

	private final String topic;

	private final IotListenerErrorHandler drop = new DroppingErrorHandler();

	PublishingErrorHandler(String topic) {
		// a wrong topic is an error now and not with the first message
		IotMessage.to(topic);
		this.topic = topic;
	}

	@Override
	public void handle(FailedMessage failed) throws Exception {
		if (failed.message()
			.userProperties()
			.stream()
			.anyMatch((property) -> property.getKey().equals(ORIGINAL_TOPIC))) {
			// listeners of the error topic fail as well
			this.drop.handle(failed);
			return;
		}
		try {
			failed.connection().publish(forErrorTopic(failed)).get(1, TimeUnit.MINUTES);
		}
		catch (IllegalArgumentException ex) {
			refused("The message cannot be sent to the error topic '" + this.topic + "'", ex, failed);
		}
		catch (ExecutionException ex) {
			if (!isRefused(ex.getCause())) {
				throw ex;
			}
			refused("The server refuses the error topic '" + this.topic + "'", Objects.requireNonNull(ex.getCause()),
					failed);
		}
	}

	private IotMessage forErrorTopic(FailedMessage failed) {
		IotMessage original = failed.message();
		IotMessage.Builder message = IotMessage.to(this.topic)
			.payload(original.payload())
			.contentType(sendable(original.contentType()))
			.responseTopic(sendable(original.responseTopic()))
			.correlationData(original.correlationData())
			.expiry(original.expiry())
			.userProperty(ORIGINAL_TOPIC,
					(sendable(original.topic()) != null) ? original.topic() : PrintableText.of(original.topic()))
			.userProperty("failure", failed.failure().getClass().getName());
		original.userProperties()
			.stream()
			.filter((property) -> sendable(property.getKey()) != null && sendable(property.getValue()) != null)
			.forEach((property) -> message.userProperty(property.getKey(), property.getValue()));
		return message.build();
	}

	private static @Nullable String sendable(@Nullable String text) {
		return (text != null && MqttText.isSendable(text) && !CorruptedText.isIn(text)) ? text : null;
	}

	private void refused(String text, Throwable reason, FailedMessage failed) throws Exception {
		logger.error(text + ": " + PrintableText.line(reason));
		this.drop.handle(failed);
	}

	// whatever reason code the server answers with, it answers so the next time; what
	// has no answer may have one on another connection
	private static boolean isRefused(@Nullable Throwable failure) {
		if (failure instanceof IotConnectionException refused) {
			Kind kind = refused.getFailure().kind();
			int code = refused.getFailure().code();
			return kind == Kind.REJECTED || kind == Kind.INVALID || (code >= FIRST_ERROR && code <= LAST_ERROR);
		}
		return failure instanceof IllegalArgumentException;
	}

}
