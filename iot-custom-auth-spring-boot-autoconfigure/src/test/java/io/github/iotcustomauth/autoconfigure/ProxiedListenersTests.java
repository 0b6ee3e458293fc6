package io.github.iotcustomauth.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.listener.IotListenerRegistry;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;

/**
 * Listeners of beans behind proxies of aspects and scopes.
 */
class ProxiedListenersTests {

	private static final List<String> HEARD = new CopyOnWriteArrayList<>();

	private static final List<String> ADVISED = new CopyOnWriteArrayList<>();

	private final IotConnection connection = mock(IotConnection.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IotMessagingAutoConfiguration.class))
		.withBean(IotConnection.class, () -> this.connection)
		.withUserConfiguration(AdviceConfiguration.class)
		.withPropertyValues("test.proxy-target-class=true");

	@BeforeEach
	void setUp() {
		HEARD.clear();
		ADVISED.clear();
	}

	@Test
	void methodsOfASubclassProxyAreAdvisedWhateverTheirVisibility() {
		with(Visible.class).run((context) -> {
			deliver("x");
			assertThat(HEARD).containsExactlyInAnyOrder("package x", "protected x");
			assertThat(ADVISED).containsExactlyInAnyOrder("onPackage", "onProtected");
		});
	}

	@Test
	void privateMethodOfAProxyFailsStartup() {
		with(WithPrivate.class).run((context) -> assertFailure(context, "private void", "The bean is a proxy",
				"Switch its visibility to package or protected"));
	}

	@Test
	void finalMethodOfAProxyFailsStartup() {
		with(WithFinal.class).run((context) -> assertFailure(context, "final",
				"The bean is a proxy, which cannot override a final method"));
	}

	@Test
	void methodOfTheInterfaceOfAProxyIsAdvised() {
		with(WithInterface.class).withPropertyValues("test.proxy-target-class=false").run((context) -> {
			deliver("x");
			assertThat(HEARD).containsExactly("interface x");
			assertThat(ADVISED).containsExactly("on");
		});
	}

	@Test
	void methodThatTheInterfaceOfAProxyLacksFailsStartup() {
		with(NotInInterface.class).withPropertyValues("test.proxy-target-class=false")
			.run((context) -> assertFailure(context, "other", "The bean is a proxy", "not found in any interface"));
	}

	@Test
	void annotationsThatTheInterfaceOfAProxyLacksFailStartup() {
		with(AnswersBehindInterface.class).withPropertyValues("test.proxy-target-class=false")
			.run((context) -> assertFailure(context, "answer", "annotate the method of the interface"));
	}

	@Test
	void methodOfAGenericInterfaceIsOneListener() {
		with(GenericListener.class).run((context) -> {
			assertThat(context.getBean(IotListenerRegistry.class).getListenerIds()).containsExactly("own");
			deliver("{\"name\":\"d\"}");
			assertThat(HEARD).containsExactly("Reading[name=d]");
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void eachMessageIsHandledByTheBeanOfItsScope(boolean lazyInitialization) {
		with(ScopedPrototype.class).withInitializer((context) -> context.addBeanFactoryPostProcessor(
				lazyInitialization ? new LazyInitializationBeanFactoryPostProcessor() : (beanFactory) -> {
				}))
			.run((context) -> {
				assertThat(context.getBean(IotListenerRegistry.class).getListenerIds()).hasSize(1);
				deliver("x");
				deliver("y");
				assertThat(HEARD).containsExactly("x of a new bean", "y of a new bean");
			});
	}

	@Test
	void scopedProxyThatIsInjectedIsOneListener() {
		with(ScopedPrototype.class).withUserConfiguration(Uses.class).run((context) -> {
			assertThat(context.getBean(IotListenerRegistry.class).getListenerIds()).hasSize(1);
			deliver("x");
			assertThat(HEARD).containsExactly("x of a new bean");
		});
	}

	@Test
	void lazySingletonBehindAScopedProxyReceives() {
		with(ScopedLazy.class).run((context) -> {
			deliver("x");
			assertThat(HEARD).containsExactly("lazy x");
		});
	}

	@Test
	void scopedProxyOfAnAdvisedBeanReceives() {
		with(ScopedAdvised.class).run((context) -> {
			deliver("x");
			assertThat(HEARD).containsExactly("scoped x");
			assertThat(ADVISED).containsExactly("on");
		});
	}

	@Test
	void requestScopeFailsStartup() {
		with(OfRequest.class)
			.run((context) -> assertFailure(context, "OfRequest.on", "bean 'proxiedListenersTests.OfRequest'",
					"The bean has the scope 'request', and a message is not a web request"));
	}

	// with the annotations of its class, unlike a bean with a supplier
	private ApplicationContextRunner with(Class<?> listener) {
		return this.runner
			.withInitializer((context) -> new AnnotatedBeanDefinitionReader((BeanDefinitionRegistry) context)
				.registerBean(listener));
	}

	private static void assertFailure(AssertableApplicationContext context, CharSequence... parts) {
		assertThat(context).hasFailed();
		assertThat(NestedExceptionUtils.getMostSpecificCause(context.getStartupFailure()))
			.hasMessageStartingWith("@IotListener on ")
			.hasMessageContainingAll(parts);
	}

	private void deliver(String text) throws Exception {
		ArgumentCaptor<IotSubscription> subscriptions = ArgumentCaptor.captor();
		then(this.connection).should(atLeastOnce()).subscribe(subscriptions.capture());
		for (IotSubscription subscription : subscriptions.getAllValues()) {
			subscription.handler().onMessage(IotMessage.of("a/1", text), () -> {
			});
		}
	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Advised {

	}

	@Configuration(proxyBeanMethods = false)
	static class AdviceConfiguration {

		@Bean
		static DefaultAdvisorAutoProxyCreator autoProxyCreator(Environment environment) {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(environment.getRequiredProperty("test.proxy-target-class", Boolean.class));
			return creator;
		}

		@Bean
		static Advisor advisor() {
			return new DefaultPointcutAdvisor(AnnotationMatchingPointcut.forClassAnnotation(Advised.class),
					(MethodInterceptor) (invocation) -> {
						ADVISED.add(invocation.getMethod().getName());
						return invocation.proceed();
					});
		}

	}

	@Advised
	static class Visible {

		// null in the proxy
		private final String blank = String.valueOf(' ');

		@IotListener("a/1")
		void onPackage(String text) {
			HEARD.add("package" + this.blank + text);
		}

		@IotListener("a/1")
		protected void onProtected(String text) {
			HEARD.add("protected" + this.blank + text);
		}

	}

	@Advised
	static class WithPrivate {

		@IotListener("a/1")
		private void on(String text) {
			HEARD.add(text);
		}

	}

	@Advised
	static class WithFinal {

		@IotListener("a/1")
		final void on(String text) {
			HEARD.add(text);
		}

	}

	interface Work {

		void on(String text);

	}

	@Advised
	static class WithInterface implements Work {

		@Override
		@IotListener("a/1")
		public void on(String text) {
			HEARD.add("interface " + text);
		}

	}

	interface Question {

		String answer(String text);

	}

	@Advised
	static class AnswersBehindInterface implements Question {

		@Override
		@IotListener("a/1")
		@SendTo("b")
		public String answer(String text) {
			return text;
		}

	}

	@Advised
	static class NotInInterface implements Work {

		@Override
		public void on(String text) {
		}

		@IotListener("a/1")
		void other(String text) {
			HEARD.add(text);
		}

	}

	interface Consumer<T> {

		void consume(T message);

	}

	record Reading(String name) {
	}

	@Advised
	static class GenericListener implements Consumer<Reading> {

		@Override
		@IotListener(topics = "a/1", id = "own")
		public void consume(Reading reading) {
			HEARD.add(reading.toString());
		}

	}

	@Component
	@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class ScopedPrototype {

		private int handled;

		@IotListener("a/1")
		void on(String text) {
			this.handled++;
			HEARD.add(text + ((this.handled == 1) ? " of a new bean" : " of a used bean"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Uses {

		@Bean
		Object user(ScopedPrototype scoped) {
			return List.of(scoped);
		}

	}

	@Lazy
	@Component
	@Scope(proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class ScopedLazy {

		@IotListener("a/1")
		void on(String text) {
			HEARD.add("lazy " + text);
		}

	}

	@Advised
	@Component
	@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class ScopedAdvised {

		@IotListener("a/1")
		void on(String text) {
			HEARD.add("scoped " + text);
		}

	}

	@Component
	@Scope(scopeName = "request", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class OfRequest {

		@IotListener("a/1")
		void on(String text) {
			HEARD.add(text);
		}

	}

}
