package io.github.iotcustomauth.local;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * HTTPS requests to an endpoint, by the JDK's client.
 */
final class DataPlaneClient {

	static final String[] SIGNED = { "Authorization",
			"AWS4-HMAC-SHA256 Credential=any/20261130/eu-central-1/iotdevicegateway/aws4_request, Signature=0" };

	private final HttpClient http;

	private final int port;

	DataPlaneClient(TestEndpoint endpoint) {
		this.port = endpoint.port();
		try {
			SSLContext tls = SSLContext.getInstance("TLS");
			tls.init(null, TestEndpoint.CERTIFICATE.toTrustManagerFactory().getTrustManagers(), null);
			this.http = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Make a call as AWS's clients do.
	 */
	Answer call(String method, String path, String body) throws Exception {
		return send(method, path, body.getBytes(StandardCharsets.UTF_8), SIGNED).get(30, TimeUnit.SECONDS);
	}

	Answer call(String method, String path) throws Exception {
		return call(method, path, "");
	}

	CompletableFuture<Answer> send(String method, String path, byte[] body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + this.port + path))
			.timeout(Duration.ofSeconds(30))
			.method(method, HttpRequest.BodyPublishers.ofByteArray(body));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return this.http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).thenApply(Answer::of);
	}

	/**
	 * An answer.
	 *
	 * @param status the HTTP status
	 * @param errorType the name of AWS's exception, empty for none
	 * @param body the body
	 */
	record Answer(int status, String errorType, String body) {

		private static Answer of(HttpResponse<String> response) {
			return new Answer(response.statusCode(), response.headers().firstValue("x-amzn-errortype").orElse(""),
					response.body());
		}

		JsonNode json() {
			return JsonMapper.shared().readTree(this.body);
		}

	}

}
