package io.github.iotcustomauth.local.autoconfigure;

import java.util.List;
import java.util.Map;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties.Lambda;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LambdaPropertiesMapper}.
 */
class LambdaPropertiesMapperTests {

	@Test
	void contextHasTheRegionOfTheEnvironment() throws Exception {
		assertThat(principalId(Map.of("AWS_REGION", "eu-west-1"))).isEqualTo("euwest1");
		assertThat(principalId(Map.of())).isEqualTo("useast1");
	}

	@Test
	void environmentHasToHaveWhatTheFunctionReads() throws Exception {
		assertThat(principalId(Map.of("TABLE", "devices"), "TABLE", "devices")).isEqualTo("useast1");
		assertThatExceptionOfType(LocalIotCoreConfigurationException.class)
			.isThrownBy(() -> principalId(Map.of("TABLE", "s3cr3t"), "TABLE", "devices"))
			.withMessageEndingWith("lambda.environment.TABLE': the environment of this process does not have 'TABLE' "
					+ "with this value");
	}

	@Test
	void libraryThatIsMissingIsNamed() {
		Lambda lambda = new Lambda();
		lambda.setHandler(RegionHandler.class.getName());
		LambdaPropertiesMapper mapper = new LambdaPropertiesMapper(
				new DefaultResourceLoader(new FilteredClassLoader(RequestHandler.class.getPackageName())), Map.of());
		assertThatExceptionOfType(LocalIotCoreConfigurationException.class)
			.isThrownBy(() -> mapper.map("A", "authorizers.A.lambda", lambda))
			.withMessageContaining("the class path has no aws-lambda-java-core");
		LambdaPropertiesMapper withCore = new LambdaPropertiesMapper(new DefaultResourceLoader(
				new FilteredClassLoader(RequestHandler.class.getPackageName() + ".serialization")), Map.of());
		assertThatExceptionOfType(LocalIotCoreConfigurationException.class)
			.isThrownBy(() -> withCore.map("A", "authorizers.A.lambda", lambda))
			.withMessageContaining("the class path has no com.amazonaws:aws-lambda-java-serialization");
	}

	private static String principalId(Map<String, String> environment, String... required) throws Exception {
		Lambda lambda = new Lambda();
		lambda.setHandler(RegionHandler.class.getName());
		if (required.length > 0) {
			lambda.setEnvironment(Map.of(required[0], required[1]));
		}
		CustomAuthorizer authorizer = new LambdaPropertiesMapper(new DefaultResourceLoader(), environment).map("A",
				"authorizers.A.lambda", lambda);
		return authorizer
			.authorize(new AuthorizerEvent(null, false, List.of("tls", "mqtt"),
					new AuthorizerEvent.ProtocolData(new AuthorizerEvent.Tls(null), null,
							new AuthorizerEvent.Mqtt(null, null, null)),
					new AuthorizerEvent.ConnectionMetadata("id")))
			.principalId();
	}

	public static class RegionHandler implements RequestHandler<Map<String, Object>, Map<String, Object>> {

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			return Map.of("isAuthenticated", true, "principalId",
					context.getInvokedFunctionArn().split(":")[3].replace("-", ""), "policyDocuments", List.of());
		}

	}

}
