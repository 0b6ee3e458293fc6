package io.github.iotcustomauth.local.internal.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.internal.protocol.EndpointListener;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.github.iotcustomauth.local.policy.PolicyEvaluator;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link AuthorizerCall}, in the time of an embedded channel.
 */
class AuthorizerCallTests {

	private static final PolicyEvaluator EVALUATOR = (action, resource) -> true;

	private static final ConnectDecision GRANTED = granted(EVALUATOR);

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final Workers workers = new Workers();

	private final EndpointListener listener = mock();

	private final List<ConnectDecision> decisions = new ArrayList<>();

	@BeforeEach
	void freeze() {
		this.channel.freezeTime();
	}

	private static ConnectDecision granted(PolicyEvaluator policies) {
		return new ConnectDecision.Granted("p", policies, Duration.ofDays(1), Duration.ofDays(1));
	}

	private void start(ConnectAuthorizer authorizer) {
		SessionContext context = TestContext.create(this.channel.eventLoop(), authorizer, this.workers, Limits.ALL,
				new ScriptedFaults((clientId) -> {
				}), this.listener);
		new AuthorizerCall(context, new ConnectAttempt(5, "a", null, null, null, null), this.decisions::add).start();
	}

	private void pass(long seconds) {
		this.channel.runPendingTasks();
		this.channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
		this.channel.runScheduledPendingTasks();
	}

	@Test
	void authorizerHas5Seconds() {
		start((attempt) -> {
			pass(4);
			return GRANTED;
		});
		this.workers.runAll();
		this.channel.runPendingTasks();
		assertThat(this.decisions).containsExactly(granted(new GuardedPolicies(EVALUATOR).toldTo(this.listener, "a")));
		pass(100);
		assertThat(this.decisions).hasSize(1);
	}

	@Test
	void authorizerThatTakesLongerRefuses() {
		start((attempt) -> {
			pass(5);
			return GRANTED;
		});
		this.workers.runAll();
		this.channel.runPendingTasks();
		assertThat(this.decisions)
			.containsExactly(new ConnectDecision.Refused("the authorizer did not answer within 5 seconds"));
	}

	@Test
	void authorizerThatReturnsNullRefuses() {
		start((attempt) -> null);
		this.workers.runAll();
		this.channel.runPendingTasks();
		assertThat(this.decisions)
			.containsExactly(new ConnectDecision.Refused("the authorizer decided nothing: it returned null"));
	}

	@Test
	void timeToWaitForAThreadIsNotThatOfTheAuthorizer() {
		start((attempt) -> {
			pass(4);
			return GRANTED;
		});
		pass(AuthorizerCall.QUEUE_SECONDS - 1);
		assertThat(this.decisions).isEmpty();
		this.workers.runAll();
		this.channel.runPendingTasks();
		assertThat(this.decisions).containsExactly(granted(new GuardedPolicies(EVALUATOR).toldTo(this.listener, "a")));
	}

	@Test
	void waitForAThreadHasALimitOfItsOwn() {
		start((attempt) -> GRANTED);
		pass(AuthorizerCall.QUEUE_SECONDS);
		assertThat(this.decisions)
			.containsExactly(new ConnectDecision.Refused("no thread was free to ask the authorizer within 20 seconds"));
		this.workers.runAll();
		this.channel.runPendingTasks();
		assertThat(this.decisions).hasSize(1);
	}

	/**
	 * Runs its tasks when it is told to.
	 */
	private static final class Workers extends AbstractExecutorService {

		private final Deque<Runnable> tasks = new ArrayDeque<>();

		void runAll() {
			while (!this.tasks.isEmpty()) {
				this.tasks.remove().run();
			}
			// an interrupt for a task that ran too long
			Thread.interrupted();
		}

		@Override
		public void execute(Runnable task) {
			this.tasks.add(task);
		}

		@Override
		public void shutdown() {
		}

		@Override
		public List<Runnable> shutdownNow() {
			return List.of();
		}

		@Override
		public boolean isShutdown() {
			return false;
		}

		@Override
		public boolean isTerminated() {
			return false;
		}

		@Override
		public boolean awaitTermination(long timeout, TimeUnit unit) {
			return true;
		}

	}

}
