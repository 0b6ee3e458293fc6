package io.github.iotcustomauth.local;

import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application finds in its log when it starts, uses and stops an endpoint.
 */
@ExtendWith(OutputCaptureExtension.class)
class QuietLogIntegrationTests {

	/** Loggers of the endpoint and of Netty, in full and as logs shorten them. */
	private static final Pattern OURS = Pattern.compile("\\b(io\\.github|i\\.g|io\\.netty|i\\.n)\\.");

	@Test
	void nothingIsLoggedAboutACleanLife(CapturedOutput output) throws Exception {
		// what the JDK and libraries say once is not about the endpoint
		live();
		int before = output.length();
		live();
		assertThat(output.toString().substring(before).lines()).noneMatch((line) -> OURS.matcher(line).find());
	}

	private static void live() throws Exception {
		try (TestEndpoint endpoint = TestEndpoint.start(); RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("quiet");
			client.subscribe(1, 1, "a");
			client.publish("b", 1, 2, "x");
			client.expectPubAck(2, 0);
			client.disconnect();
			client.expectEnd();
		}
	}

}
