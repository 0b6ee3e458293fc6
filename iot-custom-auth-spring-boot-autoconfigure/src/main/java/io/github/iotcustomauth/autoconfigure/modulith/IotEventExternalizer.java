package io.github.iotcustomauth.autoconfigure.modulith;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.client.IotClient.MessageSpec;
import io.github.iotcustomauth.internal.client.UnstoredClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.messaging.MessageHeaders;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import org.springframework.modulith.events.EventExternalized;
import org.springframework.modulith.events.RoutingTarget;
import org.springframework.modulith.events.core.ConditionalEventListener;
import org.springframework.modulith.events.support.BrokerRouting;
import org.springframework.transaction.annotation.Propagation;

/**
 * Sends events that Spring Modulith externalizes as QoS 1 messages. A listener of our
 * own: Modulith 2.1 deprecates that of 2.0 for removal, and 2.0 lacks its successor.
 */
class IotEventExternalizer implements ConditionalEventListener {

	/**
	 * Identifier of the listener in the event publication registry, where it outlives the
	 * process.
	 */
	static final String ID = "iotCustomAuthEventExternalizer";

	private final EventExternalizationConfiguration configuration;

	private final IotClient client;

	private final StandardEvaluationContext context = new StandardEvaluationContext();

	private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

	/**
	 * Create an externalizer.
	 * @param configuration selects, routes and maps the events
	 * @param client sends the messages, without the outbox if it can: the registry keeps
	 * them already
	 * @param beanFactory the beans that expressions may name
	 */
	IotEventExternalizer(EventExternalizationConfiguration configuration, IotClient client, BeanFactory beanFactory) {
		this.configuration = configuration;
		this.client = (client instanceof UnstoredClient storing) ? storing.unstored() : client;
		this.context.setBeanResolver(new BeanFactoryResolver(beanFactory));
	}

	@Override
	public boolean supports(Object event) {
		return this.configuration.supports(event);
	}

	/**
	 * Send an event after the commit of its transaction. Protected, so that the proxy may
	 * have a class loader of its own.
	 * @param event the event
	 * @return a future that completes with the acknowledgment of the message
	 */
	@ApplicationModuleListener(id = ID, propagation = Propagation.NOT_SUPPORTED)
	protected CompletableFuture<?> externalize(Object event) {
		if (!supports(event)) {
			return CompletableFuture.completedFuture(null);
		}
		RoutingTarget target = this.configuration.determineTarget(event);
		Object body = this.configuration.map(event);
		MessageSpec message = message(target, body);
		CompletableFuture<?> sent = this.configuration.serializeExternalization() ? inTurn(message::send)
				: message.send();
		return sent.thenApply((nothing) -> new EventExternalized<>(event, body, target, null));
	}

	private synchronized CompletableFuture<?> inTurn(Supplier<CompletableFuture<@Nullable Void>> sender) {
		this.last = this.last.handle((result, ex) -> true).thenCompose((before) -> sender.get());
		return this.last;
	}

	private MessageSpec message(RoutingTarget target, Object body) {
		BrokerRouting routing = BrokerRouting.of(target, this.context);
		String topic = routing.getTarget(body);
		// without a key, an expression for the topic would be the key
		String key = (target.getKey() != null) ? routing.getKey(body) : null;
		// a key is the value of a variable; MQTT knows no other
		MessageSpec message = (key != null && topic.contains("{")) ? this.client.to(topic, key) : this.client.to(topic);
		return withHeaders(message.body(body), this.configuration.getHeadersFor(body));
	}

	private static MessageSpec withHeaders(MessageSpec message, Map<String, Object> headers) {
		MessageSpec result = message;
		for (Map.Entry<String, Object> header : headers.entrySet()) {
			String value = String.valueOf(header.getValue());
			result = header.getKey().equals(MessageHeaders.CONTENT_TYPE) ? result.contentType(value)
					: result.userProperty(header.getKey(), value);
		}
		return result;
	}

}
