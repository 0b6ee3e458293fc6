package io.github.iotcustomauth.sample;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Lambda function in its deployment package, which is loaded as by Lambda: the top of
 * the package and the jars in {@code lib}, and nothing of this class path.
 */
final class PackagedFunction implements CustomAuthorizer, AutoCloseable {

	private static final JsonMapper MAPPER = new JsonMapper();

	private final URLClassLoader classLoader;

	private final Object function;

	private final Class<?> contextType;

	PackagedFunction(Path directory, String handler) throws Exception {
		this.classLoader = new URLClassLoader(classPath(directory), ClassLoader.getPlatformClassLoader());
		this.function = this.classLoader.loadClass(handler).getConstructor().newInstance();
		this.contextType = this.classLoader.loadClass("com.amazonaws.services.lambda.runtime.Context");
	}

	private static URL[] classPath(Path directory) throws IOException {
		List<URL> classPath = new ArrayList<>(List.of(directory.toUri().toURL()));
		try (Stream<Path> files = Files.list(directory.resolve("lib"))) {
			for (Path jar : files.sorted().toList()) {
				classPath.add(jar.toUri().toURL());
			}
		}
		return classPath.toArray(URL[]::new);
	}

	@Override
	public AuthorizerResponse authorize(AuthorizerEvent event) throws Exception {
		Object answer = this.function.getClass()
			.getMethod("handleRequest", Map.class, this.contextType)
			.invoke(this.function, MAPPER.readValue(event.toJson(), Map.class), context());
		return AuthorizerResponse.parse(MAPPER.writeValueAsString(answer));
	}

	// returns a logger that does nothing
	private Object context() {
		return Proxy.newProxyInstance(this.classLoader, new Class<?>[] { this.contextType },
				(context, method, arguments) -> Proxy.newProxyInstance(this.classLoader,
						new Class<?>[] { method.getReturnType() }, (logger, log, message) -> null));
	}

	@Override
	public void close() throws IOException {
		this.classLoader.close();
	}

}
