package io.github.iotcustomauth.local.authorizer.lambda;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;

/**
 * The handler method of a Lambda class, from JSON to JSON.
 */
@FunctionalInterface
interface LambdaHandler {

	String handle(String event, Context context) throws Exception;

	/**
	 * Find the handler method of a class.
	 * @param type the class
	 * @param instance makes the instance of that class
	 * @return the handler
	 * @throws IllegalArgumentException if it is no Lambda class
	 */
	static LambdaHandler of(Class<?> type, Supplier<Object> instance) {
		if (RequestStreamHandler.class.isAssignableFrom(type)) {
			return ofStreams((RequestStreamHandler) instance.get());
		}
		if (RequestHandler.class.isAssignableFrom(type)) {
			return ofObjects(type, instance.get());
		}
		throw new IllegalArgumentException(type.getName() + " implements neither " + RequestHandler.class.getName()
				+ " nor " + RequestStreamHandler.class.getName());
	}

	private static LambdaHandler ofStreams(RequestStreamHandler handler) {
		return (event, context) -> {
			ByteArrayOutputStream output = new ByteArrayOutputStream();
			handler.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), output, context);
			if (output.size() > LambdaErrors.MAXIMUM_RESPONSE_BYTES) {
				throw LambdaErrors.tooLong();
			}
			return output.toString(StandardCharsets.UTF_8);
		};
	}

	private static LambdaHandler ofObjects(Class<?> type, Object instance) {
		Type eventType = ResolvableType.forClass(type).as(RequestHandler.class).getGeneric(0).getType();
		JsonMapper mapper = JsonMapper.shared();
		JavaType target = mapper.constructType(eventType);
		@SuppressWarnings("unchecked") // the event is converted to the type that it takes
		RequestHandler<Object, Object> handler = (RequestHandler<Object, Object>) instance;
		return (event, context) -> mapper
			.writeValueAsString(handler.handleRequest(mapper.readValue(event, target), context));
	}

}
