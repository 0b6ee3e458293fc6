package io.github.iotcustomauth.local.authorizer.lambda;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Type;

import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;

/**
 * Serializer of AWS's Java runtime. The only class that needs its library, which is
 * optional.
 */
final class LibrarySerializer implements CustomPojoSerializer {

	@Override
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" }) // of the interface
	public <T> T fromJson(InputStream input, Type type) {
		return (T) serializer(type).fromJson(input);
	}

	@Override
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" }) // of the interface
	public <T> T fromJson(String input, Type type) {
		return (T) serializer(type).fromJson(input);
	}

	@Override
	public <T> void toJson(T value, OutputStream output, Type type) {
		serializer(type).toJson(value, output);
	}

	private static PojoSerializer<Object> serializer(Type type) {
		return JacksonFactory.getInstance().getSerializer(type);
	}

}
