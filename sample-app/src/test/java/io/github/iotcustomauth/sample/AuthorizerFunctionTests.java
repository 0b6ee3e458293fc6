package io.github.iotcustomauth.sample;

import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link AuthorizerFunction}.
 */
class AuthorizerFunctionTests {

	private final Context context = mock(Context.class);

	AuthorizerFunctionTests() {
		given(this.context.getLogger()).willReturn(mock(LambdaLogger.class));
	}

	@ParameterizedTest
	@CsvSource({ "thermometer, correct-horse-battery-staple, true",
			"thermometer?x-amz-customauthorizer-name=A, correct-horse-battery-staple, true",
			"thermometer, wrong, false", "stranger, correct-horse-battery-staple, false", "'', '', false" })
	void knowsItsDevices(String username, String password, boolean genuine) throws Exception {
		Map<String, Object> answer = new AuthorizerFunction()
			.handleRequest(
					Map.of("protocolData",
							Map.of("mqtt",
									Map.of("username", username, "password", base64(password), "clientId", "c"))),
					this.context);
		assertThat(answer).containsEntry("isAuthenticated", genuine)
			.containsEntry("principalId", genuine ? "thermometer" : "unknown");
		assertThat((List<?>) answer.get("policyDocuments")).hasSize(genuine ? 1 : 0);
	}

	@Test
	void refusesClientThatSendsNothing() throws Exception {
		assertThat(new AuthorizerFunction().handleRequest(Map.of(), this.context)).containsEntry("isAuthenticated",
				false);
	}

	@Test
	void needsNothingButTheInterfacesOfLambda() throws Exception {
		URL[] function = { location(AuthorizerFunction.class), location(RequestHandler.class) };
		try (URLClassLoader lambda = new URLClassLoader(function, ClassLoader.getPlatformClassLoader())) {
			Object instance = lambda.loadClass(AuthorizerFunction.class.getName()).getConstructor().newInstance();
			assertThat(instance.getClass()).isNotEqualTo(AuthorizerFunction.class);
			Class<?> context = lambda.loadClass(Context.class.getName());
			Class<?> logger = lambda.loadClass(LambdaLogger.class.getName());
			Object anyLogger = Proxy.newProxyInstance(lambda, new Class<?>[] { logger }, (proxy, method, args) -> null);
			Object anyContext = Proxy.newProxyInstance(lambda, new Class<?>[] { context },
					(proxy, method, args) -> anyLogger);
			Object answer = instance.getClass()
				.getMethod("handleRequest", Map.class, context)
				.invoke(instance, Map.of("protocolData", Map.of("mqtt", Map.of("username", "stranger"))), anyContext);
			assertThat((Map<?, ?>) answer).extracting("isAuthenticated").isEqualTo(false);
		}
	}

	private static URL location(Class<?> type) {
		return type.getProtectionDomain().getCodeSource().getLocation();
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
