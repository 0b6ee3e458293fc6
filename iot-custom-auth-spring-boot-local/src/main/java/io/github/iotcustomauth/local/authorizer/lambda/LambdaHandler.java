package io.github.iotcustomauth.local.authorizer.lambda;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import org.springframework.core.ResolvableType;

/**
 * Handler method of a Lambda class, from JSON to JSON, as AWS's Java runtime calls it.
 *
 * @param target the handler; that of a {@code RequestHandler} converts
 */
record LambdaHandler(RequestStreamHandler target) {

	/**
	 * Find the handler method of a class.
	 * @param type the class
	 * @param classLoader the class loader that knows the serializer of the function
	 * @param instance makes the instance of that class
	 * @return the handler
	 * @throws IllegalArgumentException if AWS's Java runtime would not run the class
	 */
	static LambdaHandler of(Class<?> type, ClassLoader classLoader, Supplier<Object> instance) {
		if (RequestStreamHandler.class.isAssignableFrom(type)) {
			return new LambdaHandler((RequestStreamHandler) instance.get());
		}
		if (RequestHandler.class.isAssignableFrom(type)) {
			return new LambdaHandler(ofObjects(type, classLoader, instance));
		}
		throw new IllegalArgumentException(type.getName() + " implements neither " + RequestHandler.class.getName()
				+ " nor " + RequestStreamHandler.class.getName());
	}

	private static RequestStreamHandler ofObjects(Class<?> type, ClassLoader classLoader, Supplier<Object> instance) {
		Type[] types = Stream.of(ResolvableType.forClass(type).as(RequestHandler.class).getGenerics())
			.map((generic) -> type(type, generic))
			.toArray(Type[]::new);
		CustomPojoSerializer serializer = Serializers.load(classLoader);
		@SuppressWarnings("unchecked") // the event is converted to the type that it takes
		RequestHandler<Object, Object> handler = (RequestHandler<Object, Object>) instance.get();
		return (input, output, context) -> {
			Object event;
			try {
				event = serializer.fromJson(input, types[0]);
			}
			catch (RuntimeException ex) {
				throw new RuntimeException("An error occurred during JSON parsing: " + ex.getMessage(), ex);
			}
			Object answer = handler.handleRequest(event, context);
			if (types[1] == Void.class) {
				output.write("null".getBytes(StandardCharsets.UTF_8));
				return;
			}
			try {
				serializer.toJson(answer, output, types[1]);
			}
			catch (RuntimeException ex) {
				throw new RuntimeException(
						"An error occurred during JSON serialization of response: " + ex.getMessage(), ex);
			}
		};
	}

	// As the class or its base classes give it, with the reason of AWS's runtime if none
	// does.
	private static Type type(Class<?> handler, ResolvableType generic) {
		if (!(generic.getType() instanceof TypeVariable)) {
			return generic.getType();
		}
		Class<?> resolved = generic.resolve();
		if (resolved == null) {
			throw new IllegalArgumentException(
					"Class " + handler.getName() + " does not implement RequestHandler with concrete type parameters");
		}
		return generic.hasGenerics() ? ResolvableType.forClassWithGenerics(resolved, generic.getGenerics()).getType()
				: resolved;
	}

	String handle(String event, Context context) throws Exception {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		this.target.handleRequest(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), output, context);
		if (output.size() > LambdaErrors.MAXIMUM_RESPONSE_BYTES) {
			throw LambdaErrors.tooLong();
		}
		return output.toString(StandardCharsets.UTF_8);
	}

}
