package io.github.iotcustomauth.internal.listener;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.IotHeaders;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;

import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.messaging.support.GenericMessage;

/**
 * Calls a method with a message.
 */
final class ListenerMethod implements IotSubscription.Handler {

	private final InvocableHandlerMethod method;

	private final List<TopicPattern> topics;

	private final ReplyPublisher replies;

	private final boolean manual;

	private final ListenerContainers containers;

	private final IotSubscription.Handler call;

	/**
	 * Create a handler.
	 * @param method the method
	 * @param topics the topics that it listens to
	 * @param replies publishes what the method returns
	 * @param manual whether the method acknowledges the messages itself
	 * @param containers messages wait for their start
	 * @param observed makes a handler that is observed
	 */
	ListenerMethod(InvocableHandlerMethod method, List<TopicPattern> topics, ReplyPublisher replies, boolean manual,
			ListenerContainers containers, UnaryOperator<IotSubscription.Handler> observed) {
		this.method = method;
		this.topics = topics;
		this.replies = replies;
		this.manual = manual;
		this.containers = containers;
		this.call = observed.apply(this::call);
	}

	@Override
	public void onMessage(IotMessage message, Acknowledgment acknowledgment) throws Exception {
		if (!this.containers.awaitStart()) {
			// the application could not start, and the server keeps the message
			return;
		}
		ListenerCalls calls = this.containers.calls();
		if (!calls.begin()) {
			// the bean is being destroyed, and the server keeps the message
			return;
		}
		try {
			this.call.onMessage(message, acknowledgment);
		}
		catch (Exception ex) {
			// afterwards a failure may be that of a destroyed bean
			if (!calls.isClosed()) {
				throw ex;
			}
		}
		finally {
			calls.end();
		}
	}

	private void call(IotMessage message, Acknowledgment acknowledgment) throws Exception {
		Map<String, String> variables = variables(message.topic());
		Map<String, Object> headers = PayloadConverter.headers(message);
		headers.put(DestinationVariableMethodArgumentResolver.DESTINATION_TEMPLATE_VARIABLES_HEADER, variables);
		headers.put(IotHeaders.ACKNOWLEDGMENT, acknowledgment);
		Object result = AsyncResults.await(this.method.invoke(new GenericMessage<>(message.payload(), headers)));
		Runnable settled = this.manual ? () -> {
		} : acknowledgment::acknowledge;
		if (result != null) {
			this.replies.send(result, message, variables, settled);
		}
		else {
			settled.run();
		}
	}

	private Map<String, String> variables(String topic) {
		for (TopicPattern pattern : this.topics) {
			if (pattern.matches(topic)) {
				return pattern.variables(topic);
			}
		}
		return Map.of();
	}

}
