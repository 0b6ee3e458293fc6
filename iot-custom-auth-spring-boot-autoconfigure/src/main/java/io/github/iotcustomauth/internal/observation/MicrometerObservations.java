package io.github.iotcustomauth.internal.observation;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.observation.IotListenerObservationContext;
import io.github.iotcustomauth.observation.IotListenerObservationConvention;
import io.github.iotcustomauth.observation.IotTemplateObservationContext;
import io.github.iotcustomauth.observation.IotTemplateObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * {@link MessageObservations} of Micrometer.
 */
public final class MicrometerObservations implements MessageObservations {

	private static final IotTemplateObservationConvention TEMPLATE = new IotTemplateObservationConvention() {
	};

	private static final IotListenerObservationConvention LISTENER = new IotListenerObservationConvention() {
	};

	private final ObservationRegistry registry;

	private final @Nullable IotTemplateObservationConvention templateConvention;

	private final @Nullable IotListenerObservationConvention listenerConvention;

	/**
	 * Create observations.
	 * @param registry the registry
	 * @param templateConvention the convention for sent messages, or {@code null} for the
	 * default one
	 * @param listenerConvention the convention for handled messages, or {@code null} for
	 * the default one
	 */
	public MicrometerObservations(ObservationRegistry registry,
			@Nullable IotTemplateObservationConvention templateConvention,
			@Nullable IotListenerObservationConvention listenerConvention) {
		this.registry = registry;
		this.templateConvention = templateConvention;
		this.listenerConvention = listenerConvention;
	}

	@Override
	public <T> CompletableFuture<T> send(SendOperation operation, IotConnection connection, @Nullable String template,
			IotMessage.Builder message, Function<IotMessage.Builder, CompletableFuture<T>> sender) {
		if (this.registry.isNoop()) {
			return sender.apply(message);
		}
		Observation observation = Observation.start(this.templateConvention, TEMPLATE,
				() -> new IotTemplateObservationContext(connection.getName(), operation.value(),
						(template != null) ? ClientIdFreeTopic.of(template, connection) : null, message),
				this.registry);
		if (observation.isNoop()) {
			return sender.apply(message);
		}
		CompletableFuture<T> result;
		try {
			result = observation.scoped(() -> sender.apply(message));
		}
		catch (RuntimeException | Error ex) {
			observation.stop();
			throw ex;
		}
		stopWith(observation, result);
		return result;
	}

	// null when the connection is a mock of a test
	private static void stopWith(Observation observation, @Nullable CompletableFuture<?> result) {
		if (result == null) {
			observation.stop();
			return;
		}
		// on the thread that completes the future, and not on another one for each
		// message
		CompletableFuture.allOf(result).whenComplete((nothing, ex) -> {
			if (ex != null) {
				observation.error((ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex);
			}
			observation.stop();
		});
	}

	@Override
	public IotSubscription.Handler handler(IotConnection connection, String listener,
			Function<IotMessage, String> template, IotSubscription.Handler handler) {
		// of the few topics of the listener, without the client id
		Map<String, String> templates = new ConcurrentHashMap<>();
		return (message, acknowledgment) -> {
			if (this.registry.isNoop()) {
				handler.onMessage(message, acknowledgment);
				return;
			}
			Observation observation = Observation.createNotStarted(this.listenerConvention, LISTENER,
					() -> new IotListenerObservationContext(connection.getName(), listener, templates.computeIfAbsent(
							template.apply(message), (added) -> ClientIdFreeTopic.of(added, connection)), message),
					this.registry);
			if (observation.isNoop()) {
				handler.onMessage(message, acknowledgment);
				return;
			}
			Observation.CheckedRunnable<Exception> call = () -> handler.onMessage(message, acknowledgment);
			observation.observeChecked(call);
		};
	}

}
