package io.github.iotcustomauth.local.authorizer.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.iotcustomauth.local.authorizer.AuthorizerFailedException;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.InvalidAuthorizerResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link LambdaHandlerAuthorizer} and {@link LambdaHandler}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LambdaHandlerAuthorizerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	@ParameterizedTest
	@ValueSource(classes = { MapHandler.class, InheritingHandler.class, PojoHandler.class, ChildHandler.class,
			StreamHandler.class })
	void runsEveryKindOfHandler(Class<?> handler) throws Exception {
		AuthorizerResponse response = create(handler.getName()).authorize(Events.alice());
		assertThat(response.isAuthenticated()).isTrue();
		assertThat(response.principalId()).isEqualTo("alice");
		assertThat(response.policyDocuments()).containsExactly("{\"Version\":\"2012-10-17\"}");
		assertThat(response.refreshAfterInSeconds()).isEqualTo(600);
	}

	@Test
	void takesTheNameOfTheMethodAsAwsDoes() throws Exception {
		AuthorizerResponse response = create(MapHandler.class.getName() + "::handleRequest").authorize(Events.alice());
		assertThat(response.principalId()).isEqualTo("alice");
	}

	@Test
	void oneInstanceServesAllClientsThatComeOneAfterAnother() throws Exception {
		LambdaHandlerAuthorizer authorizer = create(CountingHandler.class.getName());
		assertThat(authorizer.authorize(Events.alice()).principalId()).isEqualTo("1");
		assertThat(authorizer.authorize(Events.alice()).principalId()).isEqualTo("2");
		assertThat(create(CountingHandler.class.getName()).authorize(Events.alice()).principalId()).isEqualTo("1");
	}

	@Test
	void contextTellsWhoRuns(CapturedOutput output) throws Exception {
		create(ContextHandler.class.getName()).authorize(Events.alice());
		assertThat(output).contains("INFO", "function mine $LATEST /aws/lambda/mine")
			.contains("arn:aws:lambda:eu-west-1:000000000000:function:mine")
			.contains("in time true")
			.contains("bytes");
	}

	@Test
	void logOfTheFunctionHasNoSecretOfTheClient(CapturedOutput output) throws Exception {
		create(TalkativeHandler.class.getName()).authorize(Events.alice());
		assertThat(output).contains("clientId=c-1", "password=***").doesNotContain("wonderland", "d29u", "k3y");
	}

	@Test
	void functionSeesItsOwnClassLoader() throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader previous = thread.getContextClassLoader();
		thread.setContextClassLoader(null);
		try {
			assertThat(create(ClassLoaderHandler.class.getName()).authorize(Events.alice()).principalId())
				.isEqualTo("own");
			assertThat(thread.getContextClassLoader()).isNull();
		}
		finally {
			thread.setContextClassLoader(previous);
		}
	}

	@Test
	void failureIsReportedAsAwsDoesWithoutSecrets() {
		assertThatExceptionOfType(AuthorizerFailedException.class)
			.isThrownBy(() -> create(FailingHandler.class.getName()).authorize(Events.alice()))
			.withMessageStartingWith("Lambda function encountered error in execution: no such password: ***: "
					+ "java.lang.NoSuchMethodError at " + FailingHandler.class.getName());
	}

	@Test
	void tooLateAnswerIsNone() {
		LambdaHandlerAuthorizer authorizer = LambdaHandlerAuthorizer.create("mine", "eu-west-1",
				SlowHandler.class.getName(), getClass().getClassLoader(), Duration.ofMillis(50));
		assertThatExceptionOfType(AuthorizerFailedException.class)
			.isThrownBy(() -> authorizer.authorize(Events.alice()))
			.withMessage("Lambda function encountered error in execution: Task timed out after 0.05 seconds");
	}

	@Test
	void functionThatHangsIsInterruptedWhenItsTimeIsOver() throws Exception {
		InterruptibleHandler.interrupted = new CountDownLatch(1);
		assertThatExceptionOfType(AuthorizerFailedException.class)
			.isThrownBy(
					() -> create(InterruptibleHandler.class.getName(), Duration.ofMillis(50)).authorize(Events.alice()))
			.withMessage("Lambda function encountered error in execution: Task timed out after 0.05 seconds");
		assertThat(InterruptibleHandler.interrupted.await(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void functionThatIgnoresItsInterruptIsGivenUpAndTheNextClientHasAnotherInstance() {
		StubbornHandler.released = new CountDownLatch(1);
		LambdaHandlerAuthorizer authorizer = create(StubbornHandler.class.getName(), Duration.ofSeconds(1));
		try {
			assertThatExceptionOfType(AuthorizerFailedException.class)
				.isThrownBy(() -> authorizer.authorize(Events.alice()))
				.withMessageEndingWith("Task timed out after 1.00 seconds");
			StubbornHandler.stubborn = false;
			// on a machine that is busy, a second may be too short
			await().ignoreExceptionsInstanceOf(AuthorizerFailedException.class)
				.untilAsserted(() -> assertThat(authorizer.authorize(Events.alice()).principalId()).isEqualTo("1"));
		}
		finally {
			StubbornHandler.stubborn = true;
			StubbornHandler.released.countDown();
		}
	}

	@Test
	void functionIsGivenUpWithTheThreadThatWaitsForIt() throws Exception {
		StubbornHandler.released = new CountDownLatch(1);
		StubbornHandler.started = new CountDownLatch(1);
		LambdaHandlerAuthorizer authorizer = create(StubbornHandler.class.getName());
		ExecutorService caller = Executors.newSingleThreadExecutor();
		try {
			Future<AuthorizerResponse> answer = caller.submit(() -> authorizer.authorize(Events.alice()));
			assertThat(StubbornHandler.started.await(20, TimeUnit.SECONDS)).isTrue();
			answer.cancel(true);
			caller.shutdown();
			assertThat(caller.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			caller.shutdownNow();
			StubbornHandler.released.countDown();
		}
		StubbornHandler.thread.join(20_000);
		assertThat(authorizer.authorize(Events.alice()).principalId()).isEqualTo("1");
	}

	@Test
	void thoseThatWereGivenUpAreNotWithoutLimit() throws Exception {
		StubbornHandler.released = new CountDownLatch(1);
		LambdaHandlerAuthorizer authorizer = create(StubbornHandler.class.getName(), Duration.ofMillis(5));
		try {
			await().atMost(Duration.ofMinutes(1))
				.pollInterval(Duration.ofMillis(1))
				.until(() -> failure(authorizer)
					.equals("128 invocations of the Lambda function are still running, although their time is over"));
		}
		finally {
			StubbornHandler.released.countDown();
		}
		// whether it answers within 5 ms, or is too slow again
		await().untilAsserted(() -> assertThat(failure(authorizer))
			.matches("(?s).*(Task timed out after 0.01 seconds|principalId=1\\b.*)"));
	}

	private static String failure(LambdaHandlerAuthorizer authorizer) throws InterruptedException {
		try {
			return authorizer.authorize(Events.alice()).toString();
		}
		catch (AuthorizerFailedException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	@Test
	void tooLongAnswerIsNone() {
		assertThatExceptionOfType(AuthorizerFailedException.class)
			.isThrownBy(() -> create(LongHandler.class.getName()).authorize(Events.alice()))
			.withMessageContaining("the response is longer than the 6291456 bytes");
	}

	@ParameterizedTest
	@ValueSource(classes = { NullHandler.class, VoidHandler.class })
	void answerThatIsNoneIsInvalid(Class<?> handler) {
		assertThatExceptionOfType(InvalidAuthorizerResponseException.class)
			.isThrownBy(() -> create(handler.getName()).authorize(Events.alice()))
			.withMessage("it is null, not a JSON object");
	}

	@ParameterizedTest
	@ValueSource(classes = { RawHandler.class, OpenHandler.class })
	void handlerWithoutConcreteTypesIsRejectedAsByAws(Class<?> handler) {
		assertThatIllegalArgumentException().isThrownBy(() -> create(handler.getName()))
			.withMessage(
					"Class " + handler.getName() + " does not implement RequestHandler with concrete type parameters");
	}

	@Test
	void annotationsOfJacksonAreNotSeen() {
		assertThatExceptionOfType(InvalidAuthorizerResponseException.class)
			.isThrownBy(() -> create(AnnotatedHandler.class.getName()).authorize(Events.alice()))
			.withMessage("isAuthenticated is missing, and 'authenticated' is unknown; "
					+ "the getter of a Java class has to be named getIsAuthenticated()");
	}

	@Test
	void propertiesThatAreNullAreLeftOut() throws Exception {
		assertThat(create(NullsHandler.class.getName()).authorize(Events.alice()).policyDocuments())
			.containsExactly("{\"Version\":\"2012-10-17\"}");
	}

	@Test
	void answerMayBeText() throws Exception {
		assertThat(create(TextHandler.class.getName()).authorize(Events.alice()).principalId()).isEqualTo("a");
	}

	@Test
	void eventThatTheFunctionCannotTakeIsItsError() {
		assertThatExceptionOfType(AuthorizerFailedException.class)
			.isThrownBy(() -> create(NumberHandler.class.getName()).authorize(Events.alice()))
			.withMessageStartingWith(
					"Lambda function encountered error in execution: An error occurred during JSON parsing: ")
			.withMessageContaining(": java.lang.RuntimeException at ");
	}

	@Test
	void answerThatIsNoJsonIsAnErrorOfTheFunction() {
		assertThatExceptionOfType(AuthorizerFailedException.class)
			.isThrownBy(() -> create(CyclicHandler.class.getName()).authorize(Events.alice()))
			.withMessageStartingWith("Lambda function encountered error in execution: "
					+ "An error occurred during JSON serialization of response: ");
	}

	@Test
	void clientsThatComeTogetherHaveInstancesOfTheirOwn() throws Exception {
		MeetingHandler.clients = new CountDownLatch(2);
		LambdaHandlerAuthorizer authorizer = LambdaHandlerAuthorizer.create("mine", "eu-west-1",
				MeetingHandler.class.getName(), getClass().getClassLoader(), Duration.ofSeconds(30));
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			Future<AuthorizerResponse> first = threads.submit(() -> authorizer.authorize(Events.alice()));
			Future<AuthorizerResponse> second = threads.submit(() -> authorizer.authorize(Events.alice()));
			assertThat(first.get(20, TimeUnit.SECONDS).principalId()).isEqualTo("1");
			assertThat(second.get(20, TimeUnit.SECONDS).principalId()).isEqualTo("1");
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(authorizer.authorize(Events.alice()).principalId()).isEqualTo("2");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					com.example.Missing              | there is no class 'com.example.Missing' (ClassNotFoundException)
					java.lang.String                 | java.lang.String implements neither com.amazonaws.services.lambda.runtime.RequestHandler nor com.amazonaws.services.lambda.runtime.RequestStreamHandler
					java.lang.String::trim           | only the method 'handleRequest' of com.amazonaws.services.lambda.runtime.RequestHandler or com.amazonaws.services.lambda.runtime.RequestStreamHandler can be called
					""")
	void rejectsWhatIsNoLambdaClass(String handler, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> create(handler)).withMessage(message);
	}

	@Test
	void rejectsClassThatCannotBeInstantiated() {
		assertThatIllegalArgumentException().isThrownBy(() -> create(PrivateHandler.class.getName()))
			.withMessageEndingWith("is no public class with a public constructor without parameters");
		assertThatIllegalArgumentException().isThrownBy(() -> create(BrokenHandler.class.getName()))
			.withMessageEndingWith("has thrown java.lang.IllegalStateException");
	}

	@Test
	void showsItsName() {
		assertThat(create(MapHandler.class.getName())).hasToString("LambdaHandlerAuthorizer[mine]");
	}

	private static LambdaHandlerAuthorizer create(String handler) {
		return create(handler, TIMEOUT);
	}

	private static LambdaHandlerAuthorizer create(String handler, Duration timeout) {
		return LambdaHandlerAuthorizer.create("mine", "eu-west-1", handler,
				LambdaHandlerAuthorizerTests.class.getClassLoader(), timeout);
	}

	private static Map<String, Object> answer(Object principal) {
		return Map.of("isAuthenticated", true, "principalId", String.valueOf(principal), "policyDocuments",
				List.of(Map.of("Version", "2012-10-17")), "refreshAfterInSeconds", 600);
	}

	private static Object username(Map<String, Object> event) {
		Map<?, ?> protocols = (Map<?, ?>) event.get("protocolData");
		return ((Map<?, ?>) protocols.get("mqtt")).get("username");
	}

	public static class MapHandler implements RequestHandler<Map<String, Object>, Map<String, Object>> {

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			return answer(username(event));
		}

	}

	public static class InheritingHandler extends MapHandler {

	}

	@SuppressWarnings({ "rawtypes", "unchecked" }) // handlers like this exist
	public static class RawHandler implements RequestHandler {

		@Override
		public Object handleRequest(Object event, Context context) {
			return answer("a");
		}

	}

	public static class OpenHandler<I> implements RequestHandler<I, Map<String, Object>> {

		@Override
		public Map<String, Object> handleRequest(I event, Context context) {
			return answer("a");
		}

	}

	public abstract static class BaseHandler<I, O> implements RequestHandler<I, O> {

		@Override
		public O handleRequest(I event, Context context) {
			return answerTo(event);
		}

		abstract O answerTo(I event);

	}

	public static class ChildHandler extends BaseHandler<PojoHandler.Event, Map<String, Object>> {

		@Override
		Map<String, Object> answerTo(PojoHandler.Event event) {
			return answer(event.protocolData.mqtt.username);
		}

	}

	public static class AnnotatedHandler implements RequestHandler<Map<String, Object>, AnnotatedHandler.Answer> {

		@Override
		public Answer handleRequest(Map<String, Object> event, Context context) {
			return new Answer();
		}

		public static class Answer {

			@JsonProperty("isAuthenticated")
			public boolean isAuthenticated() {
				return true;
			}

			public String getPrincipalId() {
				return "a";
			}

		}

	}

	public static class NullsHandler implements RequestHandler<Map<String, Object>, NullsHandler.Answer> {

		@Override
		public Answer handleRequest(Map<String, Object> event, Context context) {
			return new Answer();
		}

		public static class Answer {

			public boolean isAuthenticated = true;

			public String principalId = "a";

			public List<Document> policyDocuments = List.of(new Document());

		}

		public static class Document {

			public String Version = "2012-10-17";

			public String Sid;

		}

	}

	public static class TextHandler implements RequestHandler<Map<String, Object>, String> {

		@Override
		public String handleRequest(Map<String, Object> event, Context context) {
			return "{\"isAuthenticated\": true, \"principalId\": \"a\", \"policyDocuments\": []}";
		}

	}

	public static class NumberHandler implements RequestHandler<Integer, Map<String, Object>> {

		@Override
		public Map<String, Object> handleRequest(Integer event, Context context) {
			return answer(event);
		}

	}

	public static class VoidHandler implements RequestHandler<Map<String, Object>, Void> {

		@Override
		public Void handleRequest(Map<String, Object> event, Context context) {
			return null;
		}

	}

	public static class CyclicHandler implements RequestHandler<Map<String, Object>, CyclicHandler.Answer> {

		@Override
		public Answer handleRequest(Map<String, Object> event, Context context) {
			return new Answer();
		}

		public static class Answer {

			public Answer getAnswer() {
				return this;
			}

		}

	}

	public static class PojoHandler implements RequestHandler<PojoHandler.Event, PojoHandler.Answer> {

		@Override
		public Answer handleRequest(Event event, Context context) {
			Answer answer = new Answer();
			answer.principalId = event.protocolData.mqtt.username;
			return answer;
		}

		public static class Event {

			public Protocols protocolData;

		}

		public static class Protocols {

			public Mqtt mqtt;

		}

		public static class Mqtt {

			public String username;

		}

		public static class Answer {

			private String principalId;

			public boolean getIsAuthenticated() {
				return true;
			}

			public String getPrincipalId() {
				return this.principalId;
			}

			public List<String> getPolicyDocuments() {
				return List.of("{\"Version\":\"2012-10-17\"}");
			}

			public Integer getRefreshAfterInSeconds() {
				return 600;
			}

			public Integer getDisconnectAfterInSeconds() {
				return null;
			}

		}

	}

	public static class StreamHandler implements RequestStreamHandler {

		@Override
		public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
			String event = new String(input.readAllBytes(), StandardCharsets.UTF_8);
			String user = event.replaceAll(".*\"username\":\"(\\w+)\".*", "$1");
			output
				.write("""
						{"isAuthenticated": true, "principalId": "%s", "policyDocuments": ["{\\"Version\\":\\"2012-10-17\\"}"],
						"refreshAfterInSeconds": 600}"""
					.formatted(user)
					.getBytes(StandardCharsets.UTF_8));
		}

	}

	public static class CountingHandler extends MapHandler {

		private int count;

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			this.count++;
			return answer(this.count);
		}

	}

	public static class ContextHandler extends MapHandler {

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			assertThat(context.getAwsRequestId()).hasSize(36);
			assertThat(context.getLogStreamName()).isNotEmpty();
			assertThat(context.getIdentity()).isNull();
			assertThat(context.getClientContext()).isNull();
			assertThat(context.getMemoryLimitInMB()).isPositive();
			context.getLogger()
				.log("function " + context.getFunctionName() + " " + context.getFunctionVersion() + " "
						+ context.getLogGroupName() + " " + context.getInvokedFunctionArn() + "\n");
			context.getLogger()
				.log("in time "
						+ (context.getRemainingTimeInMillis() > 0 && context.getRemainingTimeInMillis() <= 30000));
			context.getLogger().log("bytes".getBytes(StandardCharsets.UTF_8));
			return answer("a");
		}

	}

	public static class TalkativeHandler extends MapHandler {

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			context.getLogger().log(event.toString());
			context.getLogger().log("password is wonderland");
			return answer("a");
		}

	}

	public static class ClassLoaderHandler extends MapHandler {

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
			return answer((classLoader == getClass().getClassLoader()) ? "own" : "other");
		}

	}

	public static class FailingHandler extends MapHandler {

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			throw new NoSuchMethodError("no such password: wonderland");
		}

	}

	public static class SlowHandler extends MapHandler {

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			while (context.getRemainingTimeInMillis() > 0) {
				LockSupport.parkNanos(1_000_000);
			}
			LockSupport.parkNanos(5_000_000);
			return answer("a");
		}

	}

	/**
	 * Answers when it is interrupted.
	 */
	public static class InterruptibleHandler extends MapHandler {

		private static volatile CountDownLatch interrupted = new CountDownLatch(0);

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			return answer("late");
		}

	}

	/**
	 * Answers only when it is released, whatever happens.
	 */
	public static class StubbornHandler extends CountingHandler {

		private static volatile CountDownLatch released = new CountDownLatch(0);

		private static volatile CountDownLatch started = new CountDownLatch(0);

		private static volatile Thread thread;

		private static volatile boolean stubborn = true;

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			boolean hangs = stubborn;
			thread = Thread.currentThread();
			started.countDown();
			while (hangs) {
				try {
					released.await();
					hangs = false;
				}
				catch (InterruptedException ex) {
					// on purpose
				}
			}
			return super.handleRequest(event, context);
		}

	}

	public static class LongHandler implements RequestStreamHandler {

		@Override
		public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
			output.write(new byte[7_000_000]);
		}

	}

	public static class NullHandler extends MapHandler {

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			return null;
		}

	}

	/**
	 * Answers when two clients are there.
	 */
	public static class MeetingHandler extends CountingHandler {

		private static volatile CountDownLatch clients = new CountDownLatch(0);

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			CountDownLatch expected = clients;
			expected.countDown();
			try {
				assertThat(expected.await(10, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return super.handleRequest(event, context);
		}

	}

	public static final class PrivateHandler extends MapHandler {

		private PrivateHandler() {
		}

	}

	public static class BrokenHandler extends MapHandler {

		private final String key = fetchKey();

		private static String fetchKey() {
			throw new IllegalStateException("secret");
		}

		@Override
		public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
			return answer(this.key);
		}

	}

}
