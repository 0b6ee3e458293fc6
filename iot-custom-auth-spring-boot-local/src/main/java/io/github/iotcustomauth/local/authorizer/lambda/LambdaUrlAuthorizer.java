package io.github.iotcustomauth.local.authorizer.lambda;

import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerFailedException;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;

/**
 * An authorizer behind the invoke API of Lambda, as AWS SAM and the Runtime Interface
 * Emulator offer it, whatever the language of the function.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
public final class LambdaUrlAuthorizer implements CustomAuthorizer {

	/**
	 * The path at which the Runtime Interface Emulator listens.
	 */
	public static final String DEFAULT_PATH = "/2015-03-31/functions/function/invocations";

	private final URI url;

	private final Duration timeout;

	private final HttpClient client;

	private LambdaUrlAuthorizer(URI url, Duration timeout) {
		this.url = url;
		this.timeout = timeout;
		this.client = HttpClient.newBuilder()
			// an offer of HTTP/2 confuses simple servers
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(timeout.dividedBy(2))
			.followRedirects(HttpClient.Redirect.NEVER)
			.build();
	}

	/**
	 * Create an authorizer. The function need not be reachable yet.
	 * @param url the URL to invoke the function at; without a path, that of the Runtime
	 * Interface Emulator is taken
	 * @param timeout how long the function may take, the connection included
	 * @return the authorizer
	 * @throws IllegalArgumentException if it is no such URL; the message is a part of a
	 * sentence and does not quote it
	 */
	public static LambdaUrlAuthorizer create(String url, Duration timeout) {
		return new LambdaUrlAuthorizer(parse(url), timeout);
	}

	private static URI parse(String url) {
		try {
			URI uri = new URI(url);
			boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
			if (!http || uri.getHost() == null) {
				throw new IllegalArgumentException("it is no http or https URL");
			}
			if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
				throw new IllegalArgumentException("it has more than scheme, host, port and path");
			}
			boolean noPath = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
			return noPath ? uri.resolve(DEFAULT_PATH) : uri;
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException("it is no URL");
		}
	}

	@Override
	public AuthorizerResponse authorize(AuthorizerEvent event) throws InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(this.url)
			.header("Content-Type", "application/json")
			.header("X-Amz-Invocation-Type", "RequestResponse")
			.POST(HttpRequest.BodyPublishers.ofString(event.toJson()))
			.build();
		HttpResponse<byte[]> response = send(request);
		return new LambdaAnswer(response.statusCode(),
				response.headers().firstValue("X-Amz-Function-Error").orElse(null),
				new String(response.body(), StandardCharsets.UTF_8))
			.toResponse(event, this.url);
	}

	private HttpResponse<byte[]> send(HttpRequest request) throws InterruptedException {
		CompletableFuture<HttpResponse<byte[]>> exchange = this.client.sendAsync(request,
				(head) -> new BoundedBody(LambdaErrors.MAXIMUM_RESPONSE_BYTES));
		try {
			// a time limit of the request would end with the headers of the response
			return exchange.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw LambdaErrors.timedOut(this.timeout);
		}
		catch (ExecutionException ex) {
			throw failure((ex.getCause() != null) ? ex.getCause() : ex);
		}
		finally {
			exchange.cancel(true);
		}
	}

	private AuthorizerFailedException failure(Throwable cause) {
		if (cause instanceof AuthorizerFailedException failed) {
			return failed;
		}
		if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
			return new AuthorizerFailedException("the Lambda function at " + this.url + " cannot be reached ("
					+ cause.getClass().getSimpleName() + "); is it running?");
		}
		return new AuthorizerFailedException("the Lambda function at " + this.url + " did not answer properly ("
				+ cause.getClass().getSimpleName() + ")");
	}

	@Override
	public String toString() {
		return "LambdaUrlAuthorizer[" + this.url + "]";
	}

}
