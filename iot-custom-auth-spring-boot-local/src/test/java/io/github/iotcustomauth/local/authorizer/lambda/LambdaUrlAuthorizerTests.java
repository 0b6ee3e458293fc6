package io.github.iotcustomauth.local.authorizer.lambda;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.github.iotcustomauth.local.authorizer.AuthorizerFailedException;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.InvalidAuthorizerResponseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LambdaUrlAuthorizer}.
 */
class LambdaUrlAuthorizerTests {

	private static final String ANSWER = """
			{"isAuthenticated": true, "principalId": "alice", "policyDocuments": []}""";

	private final CountDownLatch end = new CountDownLatch(1);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private volatile HttpHandler function = (exchange) -> answer(exchange, 200, ANSWER);

	private HttpServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", (exchange) -> this.function.handle(exchange));
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.end.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	@Test
	void postsTheEventToTheInvokeApi() throws Exception {
		StringBuilder request = new StringBuilder();
		this.function = (exchange) -> {
			request.append(exchange.getRequestMethod())
				.append(' ')
				.append(exchange.getRequestURI())
				.append(' ')
				.append(exchange.getRequestHeaders().get("Content-Type"))
				.append(exchange.getRequestHeaders().get("X-Amz-Invocation-Type"))
				.append(exchange.getRequestHeaders().get("Upgrade"))
				.append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
			answer(exchange, 200, ANSWER);
		};
		AuthorizerResponse response = create("/2015-03-31/functions/Mine/invocations").authorize(Events.alice());
		assertThat(response).isEqualTo(AuthorizerResponse.authenticated("alice"));
		assertThat(request).hasToString("POST /2015-03-31/functions/Mine/invocations "
				+ "[application/json][RequestResponse]null" + Events.alice().toJson());
	}

	@ParameterizedTest
	@CsvSource({ "''", "/" })
	void withoutPathAsksTheRuntimeInterfaceEmulator(String path) {
		assertThat(create(path))
			.hasToString("LambdaUrlAuthorizer[" + url("/2015-03-31/functions/function/invocations") + "]");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '`', textBlock = """
			Unhandled | {"errorMessage": "no wonderland", "errorType": "Error", "trace": []} | no ***: Error
			Handled   | {"errorMessage": "boom"}          | boom
			Unhandled | {"errorType": "Runtime.ExitError"} | no message: Runtime.ExitError
			Unhandled | not JSON                          | no message
			-         | {"errorMessage": "boom", "errorType": "Error"} | boom: Error
			-         | {"errorType": "Error"}            | no message: Error
			""")
	void errorOfTheFunctionIsReportedAsAwsDoes(String header, String body, String error) {
		this.function = (exchange) -> {
			if (header != null) {
				exchange.getResponseHeaders().add("X-Amz-Function-Error", header);
			}
			answer(exchange, 200, body);
		};
		assertThatExceptionOfType(AuthorizerFailedException.class)
			.isThrownBy(() -> create("/").authorize(Events.alice()))
			.withMessage("Lambda function encountered error in execution: " + error);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			404 | {"Type": "User", "Message": "Function not found"} | answered with HTTP status 404: Function not found
			500 | oops                                              | answered with HTTP status 500
			302 | {}                                                | answered with HTTP status 302
			""")
	void otherStatusIsNoAnswer(int status, String body, String message) {
		this.function = (exchange) -> answer(exchange, status, body);
		assertThatExceptionOfType(AuthorizerFailedException.class)
			.isThrownBy(() -> create("/f").authorize(Events.alice()))
			.withMessage("the Lambda function at " + url("/f") + " " + message);
	}

	@Test
	void errorMessageBesideAnAnswerIsNoFailure() throws Exception {
		this.function = (exchange) -> answer(exchange, 200,
				ANSWER.replace("}", ", \"errorMessage\": \"none\", \"errorType\": null}"));
		assertThat(create("/").authorize(Events.alice()).principalId()).isEqualTo("alice");
	}

	@Test
	void answerIsHeldToItsForm() {
		this.function = (exchange) -> answer(exchange, 200, "\"yes\"");
		assertThatExceptionOfType(InvalidAuthorizerResponseException.class)
			.isThrownBy(() -> create("/").authorize(Events.alice()))
			.withMessage("it is text, not a JSON object");
	}

	@Test
	void answerMayBeAsLongAsAtAwsAndNotLonger() throws Exception {
		this.function = (exchange) -> answer(exchange, 200,
				ANSWER + " ".repeat(LambdaErrors.MAXIMUM_RESPONSE_BYTES - ANSWER.length()));
		assertThat(create("/").authorize(Events.alice()).isAuthenticated()).isTrue();
		this.function = (exchange) -> answer(exchange, 200,
				ANSWER + " ".repeat(LambdaErrors.MAXIMUM_RESPONSE_BYTES - ANSWER.length() + 1));
		assertThatExceptionOfType(AuthorizerFailedException.class)
			.isThrownBy(() -> create("/").authorize(Events.alice()))
			.withMessageContaining("the response is longer than the 6291456 bytes");
	}

	@ParameterizedTest
	@CsvSource({ "true", "false" })
	void waitsForTheWholeAnswerOnlySoLong(boolean headersFirst) {
		this.function = (exchange) -> {
			if (headersFirst) {
				exchange.sendResponseHeaders(200, 0);
				exchange.getResponseBody().write('{');
				exchange.getResponseBody().flush();
			}
			await();
		};
		// half of it is for the connection, and the first one loads the client
		LambdaUrlAuthorizer authorizer = LambdaUrlAuthorizer.create(url("/"), Duration.ofSeconds(2));
		assertThatExceptionOfType(AuthorizerFailedException.class)
			.isThrownBy(() -> authorizer.authorize(Events.alice()))
			.withMessage("Lambda function encountered error in execution: Task timed out after 2.00 seconds");
	}

	@Test
	void functionThatDoesNotListenIsNamed() throws IOException {
		// holds the port, so that nobody else listens there
		try (Socket socket = new Socket()) {
			socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
			String url = "http://127.0.0.1:" + socket.getLocalPort() + "/f";
			LambdaUrlAuthorizer authorizer = LambdaUrlAuthorizer.create(url, Duration.ofSeconds(30));
			assertThatExceptionOfType(AuthorizerFailedException.class)
				.isThrownBy(() -> authorizer.authorize(Events.alice()))
				.withMessage("the Lambda function at " + url + " cannot be reached (ConnectException); is it running?");
		}
	}

	@Test
	void brokenAnswerIsNone() {
		this.function = (exchange) -> {
			exchange.sendResponseHeaders(200, 100);
			exchange.getResponseBody().write('{');
			exchange.close();
		};
		assertThatExceptionOfType(AuthorizerFailedException.class)
			.isThrownBy(() -> create("/f").authorize(Events.alice()))
			.withMessageContaining("did not answer properly");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			localhost:9000,              it is no http or https URL
			ftp://localhost/,            it is no http or https URL
			/2015-03-31,                 it is no http or https URL
			http:///path,                it is no http or https URL
			http://a:secret@localhost/,  'it has more than scheme, host, port and path'
			http://localhost/?secret,    'it has more than scheme, host, port and path'
			http://localhost/#secret,    'it has more than scheme, host, port and path'
			http://local host/,          it is no URL
			""")
	void rejectsOtherUrls(String url, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> LambdaUrlAuthorizer.create(url, Duration.ofSeconds(1)))
			.withMessage(message)
			.withNoCause();
	}

	@Test
	void answerShowsNoSecret() {
		assertThat(new LambdaAnswer(200, null, "secret")).hasToString("LambdaAnswer[status=200, functionError=null]");
		assertThat(List.of(Events.alice())).asString().doesNotContain("d29u", "k3y");
	}

	private LambdaUrlAuthorizer create(String path) {
		return LambdaUrlAuthorizer.create(url(path), Duration.ofSeconds(30));
	}

	private String url(String path) {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + path;
	}

	private void await() {
		try {
			this.end.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, bytes.length);
		try (OutputStream output = exchange.getResponseBody()) {
			output.write(bytes);
		}
	}

}
