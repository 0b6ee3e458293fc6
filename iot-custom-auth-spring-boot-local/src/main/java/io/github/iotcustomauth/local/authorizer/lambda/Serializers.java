package io.github.iotcustomauth.local.authorizer.lambda;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;

import org.springframework.util.ClassUtils;

/**
 * Serializers of Lambda classes.
 */
final class Serializers {

	private static final String LIBRARY_CLASS = "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer";

	private Serializers() {
	}

	/**
	 * Load the serializer that a function brings along, else that of AWS's Java runtime.
	 * @param classLoader the class loader of the function
	 * @return the serializer
	 * @throws IllegalArgumentException if there are several, or none
	 */
	static CustomPojoSerializer load(ClassLoader classLoader) {
		try {
			Iterator<CustomPojoSerializer> found = ServiceLoader.load(CustomPojoSerializer.class, classLoader)
				.iterator();
			CustomPojoSerializer custom = found.hasNext() ? found.next() : null;
			if (found.hasNext()) {
				throw new IllegalArgumentException(
						"Too many serializers provided inside the META-INF/services folder, only one is allowed");
			}
			if (custom != null) {
				return custom;
			}
		}
		catch (ServiceConfigurationError ex) {
			throw new IllegalArgumentException("the CustomPojoSerializer cannot be loaded: " + ex.getMessage(), ex);
		}
		if (!ClassUtils.isPresent(LIBRARY_CLASS, classLoader)) {
			throw new IllegalArgumentException(
					"the class path has no com.amazonaws:aws-lambda-java-serialization, which converts event and answer of a RequestHandler");
		}
		return new LibrarySerializer();
	}

}
