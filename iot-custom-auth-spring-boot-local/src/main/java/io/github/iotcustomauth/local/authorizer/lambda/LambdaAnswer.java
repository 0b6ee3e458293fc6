package io.github.iotcustomauth.local.authorizer.lambda;

import java.net.URI;

import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerFailedException;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What the invoke API answered.
 *
 * @param status the HTTP status
 * @param functionError the header {@code X-Amz-Function-Error}, which is there when the
 * function failed
 * @param body the body
 */
record LambdaAnswer(int status, @Nullable String functionError, String body) {

	private static final int OK = 200;

	/**
	 * Return the answer of the function.
	 * @param event what it was given
	 * @param url where it was asked
	 * @return the answer, unchecked
	 * @throws AuthorizerFailedException if it was not asked, or failed
	 */
	AuthorizerResponse toResponse(AuthorizerEvent event, URI url) {
		JsonNode node = read();
		String message = text(node, "Message");
		if (this.status != OK) {
			throw new AuthorizerFailedException("the Lambda function at " + url + " answered with HTTP status "
					+ this.status + ((message != null) ? ": " + AuthorizerFailedException.quote(message, event) : ""));
		}
		String errorMessage = text(node, "errorMessage");
		String errorType = text(node, "errorType");
		boolean hasError = errorMessage != null || errorType != null;
		// the Runtime Interface Emulator leaves the header out
		if (this.functionError != null || (hasError && !node.has("isAuthenticated"))) {
			throw LambdaErrors
				.failed(AuthorizerFailedException.quote(((errorMessage != null) ? errorMessage : "no message")
						+ ((errorType != null) ? ": " + errorType : ""), event));
		}
		return AuthorizerResponse.parse(this.body);
	}

	private JsonNode read() {
		try {
			return JsonMapper.shared().readTree(this.body);
		}
		catch (JacksonException ex) {
			return MissingNode.getInstance();
		}
	}

	private static @Nullable String text(JsonNode body, String name) {
		JsonNode node = body.get(name);
		return (node != null && node.isString()) ? node.stringValue() : null;
	}

	/**
	 * Leaves the body out.
	 */
	@Override
	public String toString() {
		return "LambdaAnswer[status=" + this.status + ", functionError=" + this.functionError + "]";
	}

}
