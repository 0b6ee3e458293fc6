package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An endpoint whose Lambda class does not come to an end.
 */
class LambdaTimeoutIntegrationTests {

	/** More than the endpoint has threads to ask authorizers. */
	private static final int CLIENTS = 70;

	private static final Map<String, String> PROPERTIES = Map.of("authorizers.Hanging.lambda.handler",
			HangingFunction.class.getName(), "authorizers.Hanging.lambda.timeout", "1s",
			"authorizers.Other.users.alice", "wonderland");

	@Test
	void endpointServesOthersAfterFunctionsThatHang() throws Exception {
		try (StandaloneLocalIotCore endpoint = StandaloneLocalIotCore.start(PROPERTIES)) {
			refuseAll(endpoint);
			try (RawClient other = client(endpoint)) {
				assertThat(other
					.connect("other",
							(connect) -> connect.username("alice?x-amz-customauthorizer-name=Other")
								.password("wonderland".getBytes(StandardCharsets.UTF_8)))
					.variableHeader()
					.connectReturnCode()
					.byteValue()).isZero();
			}
		}
		finally {
			HangingFunction.RELEASED.countDown();
		}
	}

	private static void refuseAll(StandaloneLocalIotCore endpoint) throws Exception {
		List<RawClient> clients = new ArrayList<>();
		try {
			for (int i = 0; i < CLIENTS; i++) {
				RawClient client = client(endpoint);
				clients.add(client);
				client.sendConnect("hanging-" + i,
						(connect) -> connect.username("?x-amz-customauthorizer-name=Hanging"));
			}
			for (RawClient client : clients) {
				client.next();
				client.expectEnd();
			}
		}
		finally {
			for (RawClient client : clients) {
				client.close();
			}
		}
		assertThat(endpoint.endpoint().getEvents()).filteredOn((event) -> event.type() == Type.REFUSED)
			.hasSize(CLIENTS)
			.allSatisfy((event) -> assertThat(event.detail()).endsWith("Task timed out after 1.00 seconds"));
	}

	private static RawClient client(StandaloneLocalIotCore endpoint) throws Exception {
		return RawClient.tls(endpoint.access().port(), 5,
				MqttTestClient.certificate(endpoint.access().caCertificatePem()));
	}

	/**
	 * Never answers, and ignores its interrupt.
	 */
	public static class HangingFunction implements RequestHandler<Map<String, Object>, Map<String, Object>> {

		private static final CountDownLatch RELEASED = new CountDownLatch(1);

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			while (RELEASED.getCount() > 0) {
				try {
					RELEASED.await();
				}
				catch (InterruptedException ex) {
					// on purpose
				}
			}
			return Map.of();
		}

	}

}
