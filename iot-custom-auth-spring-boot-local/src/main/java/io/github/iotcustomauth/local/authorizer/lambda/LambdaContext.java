package io.github.iotcustomauth.local.authorizer.lambda;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import org.jspecify.annotations.Nullable;

/**
 * The context of one invocation.
 */
final class LambdaContext implements Context {

	private static final int MEMORY_MEGABYTES = 512;

	private final String requestId = UUID.randomUUID().toString();

	private final String functionName;

	private final String region;

	private final Duration timeout;

	private final long started = System.nanoTime();

	private final LambdaLogger logger;

	private volatile boolean givenUp;

	LambdaContext(String functionName, String region, Duration timeout, Consumer<String> log) {
		this.functionName = functionName;
		this.region = region;
		this.timeout = timeout;
		this.logger = new LambdaLogger() {

			@Override
			public void log(String message) {
				log.accept(message);
			}

			@Override
			public void log(byte[] message) {
				log.accept(new String(message, StandardCharsets.UTF_8));
			}

		};
	}

	// Record that no client waits for the function any longer.
	void giveUp() {
		this.givenUp = true;
	}

	boolean isOver() {
		return this.givenUp || remaining().isNegative();
	}

	Duration remaining() {
		return this.timeout.minusNanos(System.nanoTime() - this.started);
	}

	@Override
	public String getAwsRequestId() {
		return this.requestId;
	}

	@Override
	public String getLogGroupName() {
		return "/aws/lambda/" + this.functionName;
	}

	@Override
	public String getLogStreamName() {
		return "local";
	}

	@Override
	public String getFunctionName() {
		return this.functionName;
	}

	@Override
	public String getFunctionVersion() {
		return "$LATEST";
	}

	@Override
	public String getInvokedFunctionArn() {
		return "arn:aws:lambda:" + this.region + ":000000000000:function:" + this.functionName;
	}

	@Override
	public @Nullable CognitoIdentity getIdentity() {
		return null;
	}

	@Override
	public @Nullable ClientContext getClientContext() {
		return null;
	}

	@Override
	public int getRemainingTimeInMillis() {
		return (int) Math.max(0, remaining().toMillis());
	}

	@Override
	public int getMemoryLimitInMB() {
		return MEMORY_MEGABYTES;
	}

	@Override
	public LambdaLogger getLogger() {
		return this.logger;
	}

}
