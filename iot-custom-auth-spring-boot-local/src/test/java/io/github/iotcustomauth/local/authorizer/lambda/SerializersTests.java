package io.github.iotcustomauth.local.authorizer.lambda;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.lambda.LambdaHandlerAuthorizerTests.MapHandler;
import io.github.iotcustomauth.local.authorizer.lambda.LambdaHandlerAuthorizerTests.StreamHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link Serializers}.
 */
class SerializersTests {

	@TempDir
	private Path services;

	@Test
	void serializerOfTheFunctionConverts() throws Exception {
		assertThat(authorize(CustomSerializer.class.getName()).principalId()).isEqualTo("custom");
	}

	@Test
	void severalSerializersAreRejectedAsByAws() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> authorize(CustomSerializer.class.getName() + "\n" + OtherSerializer.class.getName()))
			.withMessage("Too many serializers provided inside the META-INF/services folder, only one is allowed");
	}

	@Test
	void serializerThatCannotBeLoadedIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> authorize("com.example.Missing"))
			.withMessageStartingWith("the CustomPojoSerializer cannot be loaded: ")
			.withMessageContaining("com.example.Missing");
	}

	@Test
	void withoutTheLibraryRequestHandlerNamesTheDependencyToAdd() throws Exception {
		try (URLClassLoader loader = withoutLibrary()) {
			assertThatExceptionOfType(InvocationTargetException.class)
				.isThrownBy(() -> create(loader, MapHandler.class.getName()))
				.havingCause()
				.isInstanceOf(IllegalArgumentException.class)
				.withMessage("the class path has no com.amazonaws:aws-lambda-java-serialization, "
						+ "which converts event and answer of a RequestHandler");
		}
	}

	@Test
	void withoutTheLibraryOtherHandlersRun() throws Exception {
		try (URLClassLoader loader = withoutLibrary()) {
			assertThatNoException().isThrownBy(() -> create(loader, StreamHandler.class.getName()));
		}
	}

	private AuthorizerResponse authorize(String serializers) throws Exception {
		Path file = this.services.resolve("META-INF/services/" + CustomPojoSerializer.class.getName());
		Files.createDirectories(file.getParent());
		Files.writeString(file, serializers);
		try (URLClassLoader loader = new URLClassLoader(new URL[] { this.services.toUri().toURL() },
				getClass().getClassLoader())) {
			return LambdaHandlerAuthorizer
				.create("mine", "eu-west-1", MapHandler.class.getName(), loader, Duration.ofSeconds(30))
				.authorize(Events.alice());
		}
	}

	private static URLClassLoader withoutLibrary() {
		URL[] classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.contains("aws-lambda-java-serialization"))
			.map(SerializersTests::url)
			.toArray(URL[]::new);
		return new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
	}

	private static URL url(String entry) {
		try {
			return Path.of(entry).toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Object create(ClassLoader loader, String handler) throws Exception {
		return Class.forName(LambdaHandlerAuthorizer.class.getName(), true, loader)
			.getMethod("create", String.class, String.class, String.class, ClassLoader.class, Duration.class)
			.invoke(null, "mine", "eu-west-1", handler, loader, Duration.ofSeconds(30));
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" }) // of the interface
	public static class CustomSerializer implements CustomPojoSerializer {

		@Override
		public <T> T fromJson(InputStream input, Type type) {
			return (T) Map.of("protocolData", Map.of("mqtt", Map.of("username", "custom")));
		}

		@Override
		public <T> T fromJson(String input, Type type) {
			throw new UnsupportedOperationException();
		}

		@Override
		public <T> void toJson(T value, OutputStream output, Type type) {
			String principalId = (String) ((Map<?, ?>) value).get("principalId");
			try {
				output.write(("{\"isAuthenticated\": true, \"principalId\": \"" + principalId + "\"}")
					.getBytes(StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	public static class OtherSerializer extends CustomSerializer {

	}

}
