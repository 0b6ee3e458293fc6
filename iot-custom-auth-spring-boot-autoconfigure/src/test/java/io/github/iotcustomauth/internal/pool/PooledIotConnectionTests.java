package io.github.iotcustomauth.internal.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.ReceiveStatus;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.engine.Engine;
import io.github.iotcustomauth.internal.engine.VirtualTime;
import io.github.iotcustomauth.support.TestExecutors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PooledIotConnectionTests {

	private static final Duration LONG = StandIns.AFTER.plus(StandIns.INTERVAL);

	private final VirtualTime time = new VirtualTime();

	private final List<TestMember> members = IntStream.rangeClosed(1, 4)
		.mapToObj((number) -> new TestMember("pool-" + number))
		.toList();

	private final PooledIotConnection pool = new PooledIotConnection(this.members, TestExecutors.SHARED,
			new Engine(this.time.executor(), this.time.clock(), this.time::nanoTime, new SplittableRandom(1)));

	private ActiveSubscription subscribe(String filter) {
		return this.pool.subscribe(IotSubscription.of(TopicFilter.of(filter), (message) -> {
		}));
	}

	private List<TestMember> with(String filter) {
		return this.members.stream().filter((member) -> member.filters().contains(filter)).toList();
	}

	// not those that are named
	private TestMember other(TestMember... without) {
		List<TestMember> standIns = new ArrayList<>(with("a"));
		standIns.removeAll(List.of(without));
		assertThat(standIns).hasSize(1);
		return standIns.get(0);
	}

	@Test
	void topicsAreSpreadEvenly() {
		Members spread = new Members(List.copyOf(this.members));
		assertThat(IntStream.range(0, 400)
			.mapToObj((i) -> spread.of("meters/" + i + "/state"))
			.collect(Collectors.groupingBy((member) -> member, Collectors.counting()))
			.values()).hasSize(4).allSatisfy((count) -> assertThat(count).isBetween(70L, 130L));
	}

	@Test
	void whatNamesTheClientIdOfAMemberBelongsToIt() {
		Members spread = new Members(List.copyOf(this.members));
		for (TestMember member : this.members) {
			assertThat(spread.of("devices/" + member.getClientId() + "/state")).isSameAs(member);
			subscribe(member.getClientId() + "/+");
			assertThat(with(member.getClientId() + "/+")).containsExactly(member);
		}
	}

	@Test
	void subscriptionLivesOnOneMember() {
		ActiveSubscription subscription = subscribe("a");
		assertThat(with("a")).hasSize(1);
		assertThat(subscription.isActive()).isTrue();
		this.pool.unsubscribe(subscription).join();
		assertThat(with("a")).isEmpty();
		assertThat(subscription.isEnded()).isTrue();
	}

	@Test
	void sharedSubscriptionLivesOnAllMembers() {
		ActiveSubscription subscription = subscribe("$share/g/a");
		assertThat(with("$share/g/a")).hasSize(4);
		this.pool.unsubscribe(subscription).join();
		assertThat(with("$share/g/a")).isEmpty();
	}

	@Test
	void handlerWithoutSubscribeIsOnAllMembers() {
		this.pool.subscribe(IotSubscription.of(TopicFilter.of("direct"), (message) -> {
		}).withSubscribe(false));
		assertThat(with("direct")).hasSize(4);
	}

	@Test
	void grantOfOneMemberIsEnough() throws Exception {
		ActiveSubscription subscription = subscribe("$share/g/a");
		this.members.get(0).handles.get(0).granted.completeExceptionally(new IllegalStateException());
		this.members.get(1).handles.get(0).granted.complete(null);
		subscription.getGranted().get(10, TimeUnit.SECONDS);
	}

	@Test
	void refusalOfAllMembersIsARefusal() {
		ActiveSubscription subscription = subscribe("$share/g/a");
		this.members
			.forEach((member) -> member.handles.get(0).granted.completeExceptionally(new IllegalStateException("no")));
		assertThat(subscription.getGranted()).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withMessageContaining("no");
	}

	@Test
	void subscriptionGoesWhereThereIsRoom() {
		List<TopicFilter> many = IntStream.range(0, 50).mapToObj((i) -> TopicFilter.of("a" + i)).toList();
		subscribe("a");
		TestMember full = with("a").get(0);
		this.pool.unsubscribe(subscribe("a"));
		this.pool.subscribe(IotSubscription.of(List.of(TopicFilter.of("a"), TopicFilter.of("b")), (message) -> {
		}));
		assertThat(full.filters()).contains("b");
		this.pool.subscribe(IotSubscription.of(many, (message) -> {
		}));
		subscribe("c");
		assertThat(this.members)
			.allSatisfy((member) -> assertThat(member.filters().stream().distinct()).hasSizeLessThanOrEqualTo(50));
		assertThat(this.members.stream().flatMap((member) -> member.filters().stream())).contains("a0", "c");
	}

	@Test
	void nobodyStandsInForAMemberThatIsSoonBack() {
		subscribe("a");
		with("a").get(0).connected = false;
		this.time.advance(StandIns.AFTER.minus(StandIns.INTERVAL));
		assertThat(with("a")).hasSize(1);
	}

	@Test
	void anotherMemberStandsInUntilTheServerGrantsAtHome() {
		ActiveSubscription subscription = subscribe("a");
		TestMember home = with("a").get(0);
		home.connected = false;
		assertThat(subscription.isActive()).isFalse();
		this.time.advance(LONG);
		TestMember standIn = other(home);
		assertThat(subscription.isActive()).isTrue();
		home.granting = false;
		home.connected = true;
		this.time.advance(StandIns.INTERVAL);
		assertThat(with("a")).contains(standIn);
		home.granting = true;
		standIn.unacknowledged = 0;
		this.time.advance(StandIns.INTERVAL.multipliedBy(2));
		// its session may hold messages all the time
		assertThat(home.handles).hasSize(1);
		assertThat(with("a")).containsExactly(home);
	}

	@Test
	void memberThatStandsInHandsOverWhatItHasReceived() {
		subscribe("a");
		TestMember home = with("a").get(0);
		home.connected = false;
		this.time.advance(LONG);
		TestMember standIn = other(home);
		home.connected = true;
		this.time.advance(StandIns.HANDOVER);
		assertThat(with("a")).contains(standIn);
		this.time.advance(StandIns.INTERVAL);
		assertThat(with("a")).containsExactly(home);
	}

	@Test
	void memberThatIsAwayKeepsStandingIn() {
		subscribe("a");
		TestMember home = with("a").get(0);
		home.connected = false;
		this.time.advance(LONG);
		TestMember standIn = other(home);
		standIn.connected = false;
		home.connected = true;
		this.time.advance(StandIns.HANDOVER.multipliedBy(2));
		// its session may have what that of the home has lost
		assertThat(with("a")).contains(standIn);
	}

	@Test
	void memberThatIsRefusedIsReplaced() {
		subscribe("a");
		TestMember home = with("a").get(0);
		home.connected = false;
		this.members.forEach((member) -> member.refusing = true);
		this.time.advance(LONG);
		TestMember first = other(home);
		this.time.advance(StandIns.INTERVAL);
		assertThat(other(home)).isNotSameAs(first);
	}

	@Test
	void memberThatIsStoppedHasNoStandIn() {
		subscribe("a");
		TestMember home = with("a").get(0);
		home.connected = false;
		home.away = ConnectionState.STOPPING;
		this.time.advance(LONG.multipliedBy(2));
		assertThat(with("a")).containsExactly(home);
	}

	@Test
	void subscriptionThatIsAskedForAgainIsTheSame() {
		IotSubscription subscription = IotSubscription.of(TopicFilter.of("a"), (message) -> {
		});
		ActiveSubscription first = this.pool.subscribe(subscription);
		ActiveSubscription second = this.pool.subscribe(subscription);
		TestMember home = with("a").get(0);
		assertThat(home.handles).hasSize(2);
		assertThat(home.handles.get(0).subscription).isSameAs(home.handles.get(1).subscription);
		this.pool.unsubscribe(second).join();
		assertThat(first.isEnded()).isTrue();
		this.pool.subscribe(subscription);
		assertThat(home.handles.get(2).subscription).isSameAs(home.handles.get(0).subscription);
	}

	@Test
	void sharedAndOtherFiltersTogetherAreRefused() {
		IotSubscription mixed = IotSubscription.of(List.of(TopicFilter.of("$share/g/a"), TopicFilter.of("b")),
				(message) -> {
				});
		assertThatIllegalArgumentException().isThrownBy(() -> this.pool.subscribe(mixed))
			.withMessageContaining("a subscription each");
	}

	@Test
	void errorHandlerUsesThePool() throws Exception {
		List<IotConnection> used = new ArrayList<>();
		this.pool.subscribe(IotSubscription.of(TopicFilter.of("a"), (message) -> {
		}).withErrorHandler((failed) -> used.add(failed.connection())));
		TestMember home = with("a").get(0);
		FailedMessage failed = new FailedMessage(IotMessage.of("a", ""), "a", (message) -> {
		}, new IllegalStateException(), home);
		Objects.requireNonNull(home.handles.get(0).subscription.errorHandler()).acceptWithException(failed);
		assertThat(used).containsExactly(this.pool);
	}

	@Test
	void membersReconnectOneAfterTheOther() {
		CompletableFuture<Void> first = new CompletableFuture<>();
		this.members.get(0).reconnected = first;
		this.members.get(1).connected = false;
		CompletableFuture<Void> all = this.pool.reconnect();
		// the second one would fail
		assertThat(all).isNotDone();
		this.members.get(1).connected = true;
		first.complete(null);
		assertThat(all).succeedsWithin(Duration.ofSeconds(10));
	}

	@Test
	void memberThatStandsInIsReplacedWhenItIsAwayForLong() {
		subscribe("a");
		TestMember home = with("a").get(0);
		home.connected = false;
		this.time.advance(LONG);
		TestMember first = other(home);
		first.connected = false;
		this.time.advance(LONG);
		TestMember second = other(home);
		assertThat(second).isNotSameAs(first);
	}

	@Test
	void subscriptionOfOneMemberDoesNotMove() {
		subscribe("pool-2/a");
		this.members.get(1).connected = false;
		this.time.advance(LONG.multipliedBy(2));
		assertThat(with("pool-2/a")).containsExactly(this.members.get(1));
	}

	@Test
	void lossOfAllMembersMovesNothing() {
		subscribe("a");
		TestMember home = with("a").get(0);
		this.members.forEach((member) -> member.connected = false);
		this.time.advance(Duration.ofHours(1));
		assertThat(with("a")).containsExactly(home);
		this.members.stream().filter((member) -> member != home).forEach((member) -> member.connected = true);
		this.time.advance(StandIns.AFTER.minus(StandIns.INTERVAL));
		assertThat(with("a")).containsExactly(home);
		this.time.advance(LONG);
		assertThat(with("a")).hasSize(2);
	}

	@Test
	void fullMemberDoesNotStandIn() {
		subscribe("a");
		TestMember home = with("a").get(0);
		this.members.stream().filter((member) -> member != home).forEach((member) -> {
			for (int i = 0; i < 50; i++) {
				subscribe(member.getClientId() + "/" + i);
			}
		});
		home.connected = false;
		this.time.advance(LONG);
		assertThat(with("a")).containsExactly(home);
	}

	@Test
	void subscriptionThatEndedHasNoStandIn() {
		ActiveSubscription subscription = subscribe("a");
		TestMember home = with("a").get(0);
		home.connected = false;
		this.time.advance(LONG);
		assertThat(with("a")).hasSize(2);
		this.pool.unsubscribe(subscription).join();
		this.time.advance(LONG);
		assertThat(with("a")).isEmpty();
	}

	@Test
	void membersShareTheConcurrencyOfASubscription() throws Exception {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch handled = new CountDownLatch(40);
		this.pool.subscribe(IotSubscription.of(TopicFilter.of("$share/g/a"), (message) -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			Thread.yield();
			running.decrementAndGet();
			handled.countDown();
		}).withConcurrency(2));
		List<CompletableFuture<Void>> calls = new ArrayList<>();
		for (TestMember member : this.members) {
			for (int i = 0; i < 10; i++) {
				calls.add(CompletableFuture.runAsync(() -> handle(member), TestExecutors.SHARED.handlers()));
			}
		}
		assertThat(handled.await(10, TimeUnit.SECONDS)).isTrue();
		calls.forEach(CompletableFuture::join);
		assertThat(most.get()).isBetween(1, 2);
	}

	private static void handle(TestMember member) {
		try {
			member.handles.get(0).subscription.handler().onMessage(IotMessage.of("a", ""), () -> {
			});
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void statusIsThatOfAMemberThatIsConnected() {
		this.members.stream().limit(3).forEach((member) -> member.connected = false);
		assertThat(this.pool.getStatus().isConnected()).isTrue();
		this.members.get(3).connected = false;
		assertThat(this.pool.getStatus().isConnected()).isFalse();
	}

	@Test
	void whatIsReceivedIsAddedUp() {
		ReceiveStatus status = this.pool.getReceiveStatus();
		assertThat(status.unacknowledged()).isEqualTo(4);
		assertThat(status.receiveMaximum()).isEqualTo(400);
		assertThat(status.waiting()).isEqualTo(8);
		assertThat(status.dropped()).containsEntry("a", 12L);
	}

	@Test
	void reconnectFailsWithTheFailureOfAMember() {
		assertThat(this.pool.reconnect()).succeedsWithin(Duration.ofSeconds(10));
		this.members.get(2).connected = false;
		assertThat(this.pool.reconnect()).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withMessageContaining("pool-3");
	}

	@Test
	void subscriptionOfAnotherConnectionIsRefused() {
		ActiveSubscription other = new TestMember("other").subscribe(IotSubscription.of(TopicFilter.of("a"), (m) -> {
		}));
		assertThatIllegalArgumentException().isThrownBy(() -> this.pool.unsubscribe(other))
			.withMessageContaining("another connection");
	}

}
