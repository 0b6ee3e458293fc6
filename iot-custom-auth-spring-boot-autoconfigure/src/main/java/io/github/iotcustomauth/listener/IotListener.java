package io.github.iotcustomauth.listener;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.IotHeaders;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.handler.IotListenerErrorHandler;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;

/**
 * Marks a method as a listener for messages on the given topics.
 * <p>
 * The method is called on a handler thread and may block. Its parameters can be:
 * <ul>
 * <li>the payload, without an annotation or with {@link Payload @Payload}: a byte array,
 * a text, or what a message converter makes of it; with {@code @Valid} it is validated
 * <li>{@link DestinationVariable @DestinationVariable}: a named level of the topic
 * <li>{@link Header @Header} and {@link Headers @Headers}: see {@link IotHeaders}
 * <li>{@link IotMessage} and Spring's {@link Message}: all of it
 * <li>{@link Acknowledgment}: then the method acknowledges the message itself, now or
 * later; otherwise it is acknowledged when the method has returned
 * </ul>
 * What the method returns is converted and published to the response topic of the
 * message, with its correlation data; if it has none, to {@link SendTo @SendTo}, which
 * may use the named levels. The message is then acknowledged after the PUBACK for the
 * answer. A {@link java.util.concurrent.CompletableFuture CompletableFuture} or, with
 * Reactor on the class path, a {@code Mono} is such a result when it completes, and is
 * not acknowledged before; when it fails, the method has failed.
 * <p>
 * When the method throws an exception, an {@link IotListenerErrorHandler} decides what
 * becomes of the message. Arguments that cannot be resolved from it, or are invalid, are
 * an {@link io.github.iotcustomauth.InvalidMessageException}.
 * <p>
 * The bean of the method is a singleton or has a scoped proxy, and is created at start
 * even if it is lazy, unless its {@code @Bean} method returns an interface. A listener
 * that has been started keeps the JVM running.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(IotListenerReflectiveProcessor.class)
public @interface IotListener {

	/**
	 * Same as {@link #topics()}.
	 * @return the topics
	 */
	@AliasFor("topics")
	String[] value() default {};

	/**
	 * Name of the connection, where there are several: the qualifier of its bean. By
	 * default the primary one. Answers take the connection that the message came by.
	 * Placeholders and SpEL expressions are resolved.
	 * @return the name
	 */
	String connection() default "";

	/**
	 * Topic filters, with the wildcards {@code +} and {@code #}. A level {@code {name}}
	 * is a {@code +} with a name. Placeholders and SpEL expressions are resolved before:
	 * an expression may give a text, a {@code TopicFilter}, or an array or a collection
	 * of them. A message that several of them match is handled once.
	 * @return the topics
	 */
	@AliasFor("value")
	String[] topics() default {};

	/**
	 * Highest quality of service to receive with.
	 * @return the quality of service
	 */
	Qos qos() default Qos.AT_LEAST_ONCE;

	/**
	 * Name of the shared subscription, so that each message goes to one of all that
	 * subscribe with the same name; empty for none. Placeholders are resolved.
	 * @return the group
	 */
	String group() default "";

	/**
	 * How many messages may be handled at the same time, 1 to
	 * {@value IotSubscription#MAX_CONCURRENCY}. Those of one topic are handled one after
	 * the other all the same, in the order of arrival. A message is in work until the
	 * method has returned or, if it returns a {@code CompletableFuture} or a
	 * {@code Mono}, until that has completed; then the next message of the topic follows.
	 * A thread waits for each message in work. Placeholders are resolved.
	 * @return the number
	 */
	String concurrency() default "1";

	/**
	 * Name in the log and in the {@link IotListenerRegistry}; by default those of the
	 * bean and the method. Placeholders are resolved.
	 * @return the id
	 */
	String id() default "";

	/**
	 * Whether it receives as soon as the application has started. Placeholders are
	 * resolved.
	 * @return {@code true} or {@code false}
	 */
	String autoStartup() default "true";

	/**
	 * Name of the user property that identifies messages, so that a copy of a message
	 * that is still in work is not handled again; empty for none. Placeholders are
	 * resolved.
	 * @return the name
	 * @see IotSubscription#withIdentifiedBy(String)
	 */
	String identifiedBy() default "";

	/**
	 * Whether to ask the server for the messages with a SUBSCRIBE. AWS IoT Core delivers
	 * direct messages to topics that the client has not subscribed to: with {@code false}
	 * the method receives them, without a permission for {@code iot:Subscribe}. The
	 * PUBACK follows the method, so that the confirmation of the sender means that the
	 * message was handled. Not together with a {@link #group()}.
	 * @return whether to subscribe
	 * @see IotSubscription#withSubscribe(boolean)
	 */
	boolean subscribe() default true;

	/**
	 * Name of the {@link IotListenerErrorHandler} bean that decides about messages the
	 * method failed for, or a SpEL expression for the bean or its name; by default the
	 * one of the connection.
	 * @return the name
	 */
	String errorHandler() default "";

}
