// Written by `npm run docs` from docs/openapi.json.
export interface paths {
    "/organisations/{organisation-id}/target-accounts/{target-account-id}/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the sources of a target account, newest first
         * @description Retrieve the video sources of a target account, newest first. Each source represents a video ingestion point with its protocol configuration, ingress flows, provisioning status and network settings. Use query parameters to filter results and control pagination.
         *
         *     Needs a token with the role viewer or a higher one.
         */
        get: operations["listSources"];
        put?: never;
        /**
         * Create a source and provision its flow
         * @description Create a new video source by defining ingress flows with protocol-specific configurations. Names for flows, flow sources, VPC interfaces and media streams are generated if not provided. The answer comes at once; the flow is created and started afterwards, and `provisioning-status` tells how far that has got.
         *
         *     Needs a token with the role operator or a higher one.
         */
        post: operations["createSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisations/{organisation-id}/target-accounts/{target-account-id}/sources/{source-id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a source: its configuration, provisioning status and provisioned flow
         * @description Retrieve the configuration of a video source: ingress flows, protocol settings, provisioning status and the provisioned MediaConnect flow. Secrets are masked unless `include-passphrase=true`. `include-drift=true` tells what of the flow is not as stored. A deleted source stays readable for 90 days.
         *
         *     Needs a token with the role viewer or a higher one.
         */
        get: operations["getSource"];
        /**
         * Change a source; what is left out stays as it is
         * @description The same as PATCH.
         *
         *     Modify the configuration of a source: ingress flows, protocol settings, failover configuration, delay settings and visibility. A top-level member that is absent stays as it is, `null` removes an optional one, and anything else replaces the old one whole. Names, the zone and secrets that are left out are kept, and what reading a source answers can be sent back unchanged. A change that needs other MediaConnect resources is carried out afterwards, and `provisioning-status` tells how far that has got; any other takes effect at once.
         *
         *     What would interrupt a running stream, or put another flow in its place, is refused with its plan unless `allow-interruption=true` allows it. A change that would take away what others put on the flow needs `allow-dependents-loss=true` as well. `dry-run=true` answers the plan and changes nothing.
         *
         *     Needs a token with the role operator or a higher one.
         */
        put: operations["updateSourceByPut"];
        post?: never;
        /**
         * Delete a source and everything that was provisioned for it
         * @description Permanently delete a video source and deprovision all associated MediaConnect resources. This cannot be undone, and interrupts an active stream. Accepted at any time, also while the source is created; asking again for what is under way or done is a success.
         *
         *     Needs a token with the role operator or a higher one.
         */
        delete: operations["deleteSource"];
        options?: never;
        head?: never;
        /**
         * Change a source; what is left out stays as it is
         * @description Modify the configuration of a source: ingress flows, protocol settings, failover configuration, delay settings and visibility. A top-level member that is absent stays as it is, `null` removes an optional one, and anything else replaces the old one whole. Names, the zone and secrets that are left out are kept, and what reading a source answers can be sent back unchanged. A change that needs other MediaConnect resources is carried out afterwards, and `provisioning-status` tells how far that has got; any other takes effect at once.
         *
         *     What would interrupt a running stream, or put another flow in its place, is refused with its plan unless `allow-interruption=true` allows it. A change that would take away what others put on the flow needs `allow-dependents-loss=true` as well. `dry-run=true` answers the plan and changes nothing.
         *
         *     Needs a token with the role operator or a higher one.
         */
        patch: operations["updateSource"];
        trace?: never;
    };
    "/organisations/{organisation-id}/target-accounts/{target-account-id}/sources/{source-id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a source: its flow is to run
         * @description Let the source run from now on: its flow is started, and is billed by the hour. The flow is brought to what is stored on the way, as repairing does. What would interrupt a running stream, or put another flow in its place, is refused with its plan unless `allow-interruption=true` allows it.
         *
         *     Needs a token with the role operator or a higher one.
         */
        post: operations["startSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisations/{organisation-id}/target-accounts/{target-account-id}/sources/{source-id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a source: its flow is to stand still, and costs nothing by the hour
         * @description Let the source stand still from now on: its flow is stopped, keeps its address, and stays stopped through updates until the source is started. Nothing else of the flow is changed, whatever differs from what is stored, so that a stop needs no leave and is never refused for what it would do. A flow that cannot be read is stopped when it can.
         *
         *     Needs a token with the role operator or a higher one.
         */
        post: operations["stopSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisations/{organisation-id}/target-accounts/{target-account-id}/sources/{source-id}/repair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Repair a source: its flow is to be as stored again, whatever was done to it by hand
         * @description Bring the flow of the source to what is stored, whatever was done to it by hand: parts that were changed, taken away or added, a flow that was stopped or deleted. What would interrupt a running stream, or put another flow in its place, is refused with its plan unless `allow-interruption=true` allows it.
         *
         *     Needs a token with the role operator or a higher one.
         */
        post: operations["repairSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisations/{organisation-id}/target-accounts/{target-account-id}/sources/{source-id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell whether a source runs and how well it is
         * @description Retrieve the current operational status of a video source: whether its flow runs, how healthy it is, why, and what to do about it. `healthy` is answered only where a stream was seen to arrive in the last three minutes; without evidence it is `unknown`. Events of MediaConnect are seen within seconds; the flow and its metrics are looked at every 30 seconds at the most, however many clients ask. Use this for monitoring and alerting on source availability.
         *
         *     Needs a token with the role viewer or a higher one.
         */
        get: operations["getSourceStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisations/{organisation-id}/target-accounts/{target-account-id}/sources/{source-id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Retrieve time series of the performance of a source
         * @description Retrieve time-series performance metrics for a video source: bit rate, packet loss, errors and other quality indicators of each flow source, or of the flow. docs/metrics.md lists the keys. A period in which nothing was measured has no sample: while a flow stands still there are none. The values of a series are as far apart as `period` says, which grows with the time that is asked for and its age: a series has at most 1,440 values, an answer 50,000. The last one may still be growing.
         *
         *     Needs a token with the role viewer or a higher one.
         */
        get: operations["getSourceMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisations/{organisation-id}/target-accounts/{target-account-id}/sources/{source-id}/service-info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell which programs and streams a source carries
         * @description Retrieve the programs and streams that the transport stream of a video source carries, as MediaConnect sees them; of two flow sources, those of the one in use. There is one item for each provisioned flow. It has no programs while nothing arrives or the flow does not run, and at most 50; `messages` says so. A source of CDI or ST 2110 JPEG XS has no item. One look at the flow answers everybody for five seconds.
         *
         *     Needs a token with the role viewer or a higher one.
         */
        get: operations["getSourceServiceInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisations/{organisation-id}/target-accounts/{target-account-id}/sources/{source-id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Retrieve a picture of what a source carries
         * @description Retrieve a picture of what a video source carries: the latest of the one a second that MediaConnect makes of the flow source in use. However many viewers ask, MediaConnect is asked once a second. Conditions such as `If-Modified-Since` are ignored: every success has a picture. Where there is none, `reason` of the refusal says why.
         *
         *     Needs a token with the role viewer or a higher one.
         */
        get: operations["getSourceThumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisations/{organisation-id}/target-accounts/{target-account-id}/sources/{source-id}/proxy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Retrieve the playlist of a low-rate picture of a source
         * @description Retrieve what a player of HLS (RFC 8216) needs to show a video source with `proxy-enabled`: the media playlist of its proxy, 640 by 360 at no more than 800 kb/s, some ten seconds behind the source. Each segment in it is an address that anybody can read for four minutes, and the playlist changes every two seconds, so that a player asks for it with its token and for the segments without: with hls.js, give the token in `xhrSetup` for addresses of this API alone. Where there is nothing to play, `reason` of the refusal says why.
         *
         *     Needs a token with the role viewer or a higher one.
         */
        get: operations["getSourceProxy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisations/{organisation-id}/target-accounts/{target-account-id}/sources/{source-id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell what happened to a source in the last 90 days, newest first
         * @description Retrieve what happened to a source in the last 90 days, newest first: what was asked for and by whom, every step on a resource of AWS with its outcome, changes of status, health and alarms, and who had secrets revealed. A deleted source keeps its history as long as it can be read itself. Expect kinds and members that this document does not name. The same events are put on the event bus of the deployment.
         *
         *     Needs a token with the role viewer or a higher one.
         */
        get: operations["listSourceEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisations/{organisation-id}/target-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the target accounts of an organisation
         * @description Retrieve the target accounts of an organisation, in the order of their ids. Who is no admin is not shown external ids.
         *
         *     Needs a token with the role viewer or a higher one.
         */
        get: operations["listTargetAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organisations/{organisation-id}/target-accounts/{target-account-id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a target account, and whether it can be used
         * @description Retrieve a target account: the AWS account behind it, the Regions in which sources may be, and what is missing before it can be used. Who is no admin is not shown the external id.
         *
         *     Needs a token with the role viewer or a higher one.
         */
        get: operations["getTargetAccount"];
        /**
         * Register a target account, or change it and have it verified
         * @description Register a target account under an id of your own choice (a UUID, version 4), or change it. The first PUT makes the external id: deploy the access stack in the AWS account with it, then send the PUT again. Every later one looks whether the role can be assumed with this external id and not without, and whether MediaConnect and EC2 answer in every allowed Region; `verification` tells what is missing. Sources are refused until it says `verified`. What reading answers can be sent back; what is left out is removed. A Region with sources in it, and the AWS account of any, cannot be taken away.
         *
         *     Needs a token with the role admin or a higher one.
         */
        put: operations["putTargetAccount"];
        post?: never;
        /**
         * Remove a target account that has no sources, or abandon them
         * @description Remove a target account. While it has sources that are not deleted, it is refused; with `abandon=true` their records are ended instead, whatever they are about, and the answer names what is left in AWS. Nothing there is touched, and flows that run go on being billed.
         *
         *     Needs a token with the role admin or a higher one.
         */
        delete: operations["deleteTargetAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This API as an OpenAPI 3.1 document
         * @description This document. It needs no token.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This API as a page to read
         * @description This document as a page to read, which loads nothing from elsewhere. It needs no token.
         */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AesKey: {
            /**
             * @description The algorithm. It decides which value is needed.
             * @enum {string}
             */
            "encryption-type": "AES128" | "AES192" | "AES256";
            /**
             * Format: uuid
             * @description The id of the secret. A secret that changes gets another.
             */
            "secret-id": string;
            /** @description `********` unless the secret was asked for with `include-passphrase=true`. */
            key: string;
        };
        AesKeyPatch: {
            /**
             * @description The algorithm. It decides which value is needed.
             * @constant
             */
            "encryption-type": "AES128";
            /** @description The static key. Absent or `********` keeps the one that is stored. */
            key?: string | "********";
            /** @description The id of the secret. A secret that changes gets another. */
            readonly "secret-id"?: unknown;
        } | {
            /**
             * @description The algorithm. It decides which value is needed.
             * @constant
             */
            "encryption-type": "AES192";
            /** @description The static key. Absent or `********` keeps the one that is stored. */
            key?: string | "********";
            /** @description The id of the secret. A secret that changes gets another. */
            readonly "secret-id"?: unknown;
        } | {
            /**
             * @description The algorithm. It decides which value is needed.
             * @constant
             */
            "encryption-type": "AES256";
            /** @description The static key. Absent or `********` keeps the one that is stored. */
            key?: string | "********";
            /** @description The id of the secret. A secret that changes gets another. */
            readonly "secret-id"?: unknown;
        };
        AesKeyRequest: {
            /**
             * @description The algorithm. It decides which value is needed.
             * @constant
             */
            "encryption-type": "AES128";
            /** @description The static key in hexadecimal digits: 32 for AES128, 48 for AES192, 64 for AES256. */
            key: string;
        } | {
            /**
             * @description The algorithm. It decides which value is needed.
             * @constant
             */
            "encryption-type": "AES192";
            /** @description The static key in hexadecimal digits: 32 for AES128, 48 for AES192, 64 for AES256. */
            key: string;
        } | {
            /**
             * @description The algorithm. It decides which value is needed.
             * @constant
             */
            "encryption-type": "AES256";
            /** @description The static key in hexadecimal digits: 32 for AES128, 48 for AES192, 64 for AES256. */
            key: string;
        };
        Alarm: {
            /**
             * @description What raises the alarm. Priority 2 includes priority 1.
             * @enum {string}
             */
            level: "TR_101_290_PRIORITY_1" | "TR_101_290_PRIORITY_2";
        };
        AncillaryDataStream: {
            /**
             * @description What the stream carries. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "stream-type": "ancillary-data";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description The number of the stream, unique in its flow. */
            "stream-id": number;
            /**
             * @description Ticks per second of the RTP clock.
             * @default 90000
             * @constant
             */
            "media-clock-rate": 90000;
        };
        AncillaryDataStreamRequest: {
            /**
             * @description What the stream carries. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "stream-type": "ancillary-data";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description The number of the stream, unique in its flow. */
            "stream-id": number;
            /**
             * @description Ticks per second of the RTP clock.
             * @default 90000
             * @constant
             */
            "media-clock-rate"?: 90000;
        };
        AudioStream: {
            /**
             * @description What the stream carries. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "stream-type": "audio";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description The number of the stream, unique in its flow. */
            "stream-id": number;
            /**
             * @description Ticks per second of the RTP clock.
             * @enum {number}
             */
            "media-clock-rate": 48000 | 96000;
            /** @description What a receiver must know of the stream. */
            attributes?: {
                /** @description Format parameters (SMPTE ST 2110). */
                fmtp?: {
                    /** @description The order of the audio channels (SMPTE ST 2110-30). */
                    "channel-order"?: string;
                };
                /** @description The language of the audio. */
                lang?: string;
            };
        };
        AudioStreamRequest: {
            /**
             * @description What the stream carries. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "stream-type": "audio";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description The number of the stream, unique in its flow. */
            "stream-id": number;
            /**
             * @description Ticks per second of the RTP clock.
             * @enum {number}
             */
            "media-clock-rate": 48000 | 96000;
            /** @description What a receiver must know of the stream. */
            attributes?: {
                /** @description Format parameters (SMPTE ST 2110). */
                fmtp?: {
                    /** @description The order of the audio channels (SMPTE ST 2110-30). */
                    "channel-order"?: string;
                };
                /** @description The language of the audio. */
                lang?: string;
            };
        };
        Cdi: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "cdi";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The UDP port that the flow listens on; 2077, 2088 and 2090–2099 are reserved. `rist` takes the next port too, `rtp-fec` those 2 and 4 above. */
            "ingest-port": number;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name": string;
            /**
             * @description How long media streams wait for each other, milliseconds.
             * @default 100
             */
            "max-sync-buffer": number;
            /** @description The media streams that the flow source carries. */
            "media-stream-source-configurations": {
                /**
                 * @description How the media stream is encoded.
                 * @enum {string}
                 */
                "encoding-name": "raw" | "pcm" | "smpte291";
                /** @description The name of a media stream of the flow. */
                "media-stream-name": string;
            }[];
        };
        CdiRequest: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "cdi";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The UDP port that the flow listens on; 2077, 2088 and 2090–2099 are reserved. `rist` takes the next port too, `rtp-fec` those 2 and 4 above. */
            "ingest-port": number;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name": string;
            /**
             * @description How long media streams wait for each other, milliseconds.
             * @default 100
             */
            "max-sync-buffer"?: number;
            /** @description The media streams that the flow source carries. */
            "media-stream-source-configurations": {
                /**
                 * @description How the media stream is encoded.
                 * @enum {string}
                 */
                "encoding-name": "raw" | "pcm" | "smpte291";
                /** @description The name of a media stream of the flow. */
                "media-stream-name": string;
            }[];
        };
        DeleteSourceAnswer: {
            /**
             * @description Always `Success`.
             * @constant
             */
            message: "Success";
        };
        DeleteSourceAnswerOrDryRun: components["schemas"]["DeleteSourceAnswer"] | components["schemas"]["DryRun"];
        DeleteTargetAccountAnswer: {
            /**
             * @description Always `Success`.
             * @constant
             */
            message: "Success";
            /** @description With `abandon=true`: the ARNs of what the sources leave in AWS. A flow that may exist without its ARN being known is named by a pattern. */
            "left-behind"?: string[];
        };
        DryRun: {
            /** @description What the request would do, step by step. Nothing of it was done. */
            plan: components["schemas"]["Plan"];
        };
        EgressFlow: {
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /** @description The AWS Region. */
            region: components["schemas"]["Region"];
            /** @description The Availability Zone. Where it is absent from a request, MediaConnect chooses; its choice is in `provisioned-flows`. */
            az?: string;
        };
        EgressFlowRequest: {
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description The AWS Region. */
            region: components["schemas"]["Region"];
            /** @description The Availability Zone. Where it is absent from a request, MediaConnect chooses; its choice is in `provisioned-flows`. */
            az?: string;
        };
        Entitlement: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "entitlement";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The ARN of the entitlement that another account has granted. It must be of the Region of the flow. */
            "entitlement-arn": string;
            /** @description How the content is encrypted, and with what. */
            "decryption-settings"?: components["schemas"]["AesKey"];
        };
        EntitlementPatch: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "entitlement";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The ARN of the entitlement that another account has granted. It must be of the Region of the flow. */
            "entitlement-arn": string;
            /** @description How the content is encrypted, and with what. */
            "decryption-settings"?: components["schemas"]["AesKeyPatch"];
        };
        EntitlementRequest: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "entitlement";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The ARN of the entitlement that another account has granted. It must be of the Region of the flow. */
            "entitlement-arn": string;
            /** @description How the content is encrypted, and with what. */
            "decryption-settings"?: components["schemas"]["AesKeyRequest"];
        };
        FailoverConfig: {
            /**
             * @description `FAILOVER` switches between two flow sources, `MERGE` joins two identical streams.
             * @constant
             */
            mode: "FAILOVER";
            /** @description The name of the flow source that is used while it works. */
            "primary-flow-source"?: string;
        } | {
            /**
             * @description `FAILOVER` switches between two flow sources, `MERGE` joins two identical streams.
             * @constant
             */
            mode: "MERGE";
            /**
             * @description How long packets of one stream wait for the other, milliseconds.
             * @default 200
             */
            "recovery-window": number;
        };
        FailoverConfigRequest: {
            /**
             * @description `FAILOVER` switches between two flow sources, `MERGE` joins two identical streams.
             * @constant
             */
            mode: "FAILOVER";
            /** @description The name of the flow source that is used while it works. */
            "primary-flow-source"?: string;
        } | {
            /**
             * @description `FAILOVER` switches between two flow sources, `MERGE` joins two identical streams.
             * @constant
             */
            mode: "MERGE";
            /**
             * @description How long packets of one stream wait for the other, milliseconds.
             * @default 200
             */
            "recovery-window"?: number;
        };
        Fault: {
            /**
             * Format: json-pointer
             * @description Where: a JSON pointer into the body, or one that begins with `/path` or `/query`.
             */
            pointer: string;
            /** @description The value, the rule that it breaks, and what is allowed. */
            detail: string;
        };
        FlowSource: components["schemas"]["Entitlement"] | components["schemas"]["SrtListener"] | components["schemas"]["SrtCaller"] | components["schemas"]["Rtp"] | components["schemas"]["RtpFec"] | components["schemas"]["Rist"] | components["schemas"]["ZixiPush"] | components["schemas"]["Cdi"] | components["schemas"]["St2110Jpegxs"];
        FlowSourcePatch: components["schemas"]["EntitlementPatch"] | components["schemas"]["SrtListenerPatch"] | components["schemas"]["SrtCallerPatch"] | components["schemas"]["RtpRequest"] | components["schemas"]["RtpFecRequest"] | components["schemas"]["RistRequest"] | components["schemas"]["ZixiPushPatch"] | components["schemas"]["CdiRequest"] | components["schemas"]["St2110JpegxsRequest"];
        FlowSourceRequest: components["schemas"]["EntitlementRequest"] | components["schemas"]["SrtListenerRequest"] | components["schemas"]["SrtCallerRequest"] | components["schemas"]["RtpRequest"] | components["schemas"]["RtpFecRequest"] | components["schemas"]["RistRequest"] | components["schemas"]["ZixiPushRequest"] | components["schemas"]["CdiRequest"] | components["schemas"]["St2110JpegxsRequest"];
        HistoryEvent: {
            /**
             * Format: uuid
             * @description The id of the event: the same wherever it is told, however often.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it happened, with milliseconds.
             */
            at: string;
            /**
             * @description What happened.
             * @enum {string}
             */
            kind: "creation-requested" | "update-requested" | "deletion-requested" | "start-requested" | "stop-requested" | "repair-requested" | "status-changed" | "step-ended" | "address-changed" | "surplus-removed" | "network-interfaces-left" | "run-recovered" | "health-changed" | "alarm-changed" | "secrets-revealed";
            /** @description Who asked for it: the subject of the token. */
            by?: string;
            /** @description The number of the run that did it, or that was begun. Runs are counted by source. */
            run?: number;
            /** @description The revision of the configuration that the source was at, or came to. */
            revision?: number;
            /** @description The provisioning status, where it changed. */
            status?: {
                /** @description The status before. Absent for a source that is new. */
                from?: components["schemas"]["ProvisioningStatus"];
                /** @description The status since then. */
                to: components["schemas"]["ProvisioningStatus"];
            };
            /** @description What an update changed, as JSON pointers into the source; never its values. Of a change of very many members only the outermost. */
            changed?: string[];
            /** @description A step of a run on a resource of AWS. */
            step?: {
                /** @description What was done, such as `create-flow` or `update-flow-source`. */
                action: string;
                /** @description The ARN of what was touched, or the name of what has none. */
                resource: string;
                /**
                 * @description What the step did to the stream, for a step of a plan.
                 * @enum {string}
                 */
                impact?: "live" | "interruption" | "replacement";
                /**
                 * @description How it ended.
                 * @enum {string}
                 */
                outcome: "done" | "failed";
            };
            /** @description The health of the source, before and since. */
            health?: {
                /**
                 * @description The health before, where it is known.
                 * @enum {string}
                 */
                from?: "healthy" | "degraded" | "unhealthy" | "unknown";
                /**
                 * @description The health since then.
                 * @enum {string}
                 */
                to: "healthy" | "degraded" | "unhealthy" | "unknown";
                /** @description Why it is so now. Expect reasons that this document does not name. */
                reasons: string[];
            };
            /** @description An alarm that changed its state. */
            alarm?: {
                /** @description The name of the alarm in CloudWatch. */
                name: string;
                /** @description The name of the flow source that the alarm watches. */
                "flow-source"?: string;
                /**
                 * @description The state before, where it is known.
                 * @enum {string}
                 */
                from?: "ok" | "alarm" | "insufficient-data";
                /**
                 * @description The state since then.
                 * @enum {string}
                 */
                to: "ok" | "alarm" | "insufficient-data";
            };
            /** @description Why something failed, or what is left to be removed, in words. */
            reason?: string;
            /** @description The configuration that a failed update asked for, secrets masked. The source went back to the one before. */
            refused?: {
                [key: string]: unknown;
            };
            /** @description What else to know, in words. */
            detail?: string;
        };
        IngressFlow: {
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /** @description The AWS Region. */
            region: components["schemas"]["Region"];
            /** @description The Availability Zone. Where it is absent from a request, MediaConnect chooses; its choice is in `provisioned-flows`. */
            az?: string;
            /** @description What two flow sources do for each other. Required with two, refused with one that stands alone. */
            "failover-config"?: components["schemas"]["FailoverConfig"];
            /** @description Where the content comes from. Two of them protect each other as `failover-config` says. */
            "flow-sources": components["schemas"]["FlowSource"][];
            /** @description Network interfaces of the flow in your VPC. */
            "vpc-interfaces"?: components["schemas"]["VpcInterface"][];
            /** @description The video, audio and ancillary data of a CDI or ST 2110 JPEG XS flow. Refused on transport streams. */
            "media-streams"?: components["schemas"]["MediaStream"][];
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
        };
        IngressFlowPatch: {
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description The AWS Region. */
            region: components["schemas"]["Region"];
            /** @description The Availability Zone. Where it is absent from a request, MediaConnect chooses; its choice is in `provisioned-flows`. */
            az?: string;
            /** @description What two flow sources do for each other. Required with two, refused with one that stands alone. */
            "failover-config"?: components["schemas"]["FailoverConfigRequest"];
            /** @description Where the content comes from. Two of them protect each other as `failover-config` says. */
            "flow-sources": components["schemas"]["FlowSourcePatch"][];
            /** @description Network interfaces of the flow in your VPC. */
            "vpc-interfaces"?: components["schemas"]["VpcInterfaceRequest"][];
            /** @description The video, audio and ancillary data of a CDI or ST 2110 JPEG XS flow. Refused on transport streams. */
            "media-streams"?: components["schemas"]["MediaStreamRequest"][];
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
        };
        IngressFlowRequest: {
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description The AWS Region. */
            region: components["schemas"]["Region"];
            /** @description The Availability Zone. Where it is absent from a request, MediaConnect chooses; its choice is in `provisioned-flows`. */
            az?: string;
            /** @description What two flow sources do for each other. Required with two, refused with one that stands alone. */
            "failover-config"?: components["schemas"]["FailoverConfigRequest"];
            /** @description Where the content comes from. Two of them protect each other as `failover-config` says. */
            "flow-sources": components["schemas"]["FlowSourceRequest"][];
            /** @description Network interfaces of the flow in your VPC. */
            "vpc-interfaces"?: components["schemas"]["VpcInterfaceRequest"][];
            /** @description The video, audio and ancillary data of a CDI or ST 2110 JPEG XS flow. Refused on transport streams. */
            "media-streams"?: components["schemas"]["MediaStreamRequest"][];
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
        };
        Label: {
            /** @description The key of the label, unique in its list. It becomes the key of a tag. */
            key: string;
            /** @description The value of the label. It becomes the value of a tag. */
            value: string;
        };
        ListSourceEventsAnswer: {
            /** @description The page, newest first. */
            events: components["schemas"]["HistoryEvent"][];
            /** @description Send this to get the next page. Absent on the last one. */
            "last-evaluated-key"?: string;
        };
        ListSourcesAnswer: {
            /** @description The page. Whole sources with `inline=true`, summaries otherwise. */
            sources: components["schemas"]["Source"][] | components["schemas"]["SourceSummary"][];
            /** @description Send this to get the next page. Absent on the last one. */
            "last-evaluated-key"?: string;
        };
        ListTargetAccountsAnswer: {
            /** @description The page, by id. */
            "target-accounts": components["schemas"]["TargetAccount"][];
            /** @description Send this to get the next page. Absent on the last one. */
            "last-evaluated-key"?: string;
        };
        MediaStream: components["schemas"]["VideoStream"] | components["schemas"]["AudioStream"] | components["schemas"]["AncillaryDataStream"];
        MediaStreamRequest: components["schemas"]["VideoStreamRequest"] | components["schemas"]["AudioStreamRequest"] | components["schemas"]["AncillaryDataStreamRequest"];
        Metadata: {
            /** @description Labels, which become tags of the AWS resource. */
            labels?: components["schemas"]["Label"][];
        };
        Plan: {
            /**
             * @description The most that any step does: `none` where there are no steps, `live` where the stream goes on, `interruption` where it stops for a while, `replacement` where another flow takes over.
             * @enum {string}
             */
            impact: "none" | "live" | "interruption" | "replacement";
            /** @description Whether the IP or the port that a sender uses changes. */
            "new-address": boolean;
            /** @description The steps in their order; each is taken when the flow has settled after the one before. */
            steps: {
                /** @description What is done, such as `update-flow-source` or `stop-flow`. */
                action: string;
                /** @description The ARN in MediaConnect of what is concerned, or the name of what has none yet. */
                resource: string;
                /**
                 * @description What the step does to the stream: `live` where it goes on, as it does where it did not run, `interruption`, or `replacement`.
                 * @enum {string}
                 */
                impact: "live" | "interruption" | "replacement";
                /** @description Why the step is taken, and what comes of it. */
                reason: string;
            }[];
            /** @description What else to know: a word for the kind, and the details. */
            warnings: string[];
        };
        Problem: {
            /**
             * @description The kind of problem: `urn:problem:` and its code.
             * @enum {string}
             */
            type: "urn:problem:request-invalid" | "urn:problem:unauthenticated" | "urn:problem:forbidden" | "urn:problem:source-not-found" | "urn:problem:target-account-not-found" | "urn:problem:thumbnail-unavailable" | "urn:problem:proxy-unavailable" | "urn:problem:route-not-found" | "urn:problem:source-busy" | "urn:problem:source-deleting" | "urn:problem:interruption-not-allowed" | "urn:problem:flow-has-dependents" | "urn:problem:target-account-in-use" | "urn:problem:request-in-progress" | "urn:problem:quota-exceeded" | "urn:problem:precondition-failed" | "urn:problem:body-too-large" | "urn:problem:unsupported-media-type" | "urn:problem:idempotency-conflict" | "urn:problem:too-many-requests" | "urn:problem:internal" | "urn:problem:target-account-unreachable" | "urn:problem:timed-out";
            /** @description The kind of problem in words. */
            title: string;
            /**
             * @description The HTTP status.
             * @enum {integer}
             */
            status: 400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 502 | 504;
            /** @description What is wrong, in words. */
            detail: string;
            /**
             * Format: uri
             * @description `urn:uuid:` and the id of the request, which is in the log.
             */
            instance: string;
            /** @description The same as `detail`. */
            message: string;
            /** @description Every fault of the request. */
            errors?: components["schemas"]["Fault"][];
            /** @description What the request would do, step by step. Nothing of it was done. */
            plan?: components["schemas"]["Plan"];
            /** @description Why there is no picture: a word of MediaConnect, or `FlowNotRunning`, `FlowMissing`, `NotTransportStream`; why there is nothing to play: a word as in the status of the proxy. */
            reason?: string;
            /** @description With `quota-exceeded`: what the organisation has as much of as it may have. */
            quota?: components["schemas"]["Quota"];
        };
        ProvisionedEgressFlow: {
            /** @description The ARN in MediaConnect. */
            arn: string;
            /** @description The Availability Zone. */
            az?: string;
            /** @description The AWS Region. */
            region: string;
            /** @description The name in MediaConnect. */
            name: string;
            /** @description The address of its input, which takes nothing but what the ingress flow sends. */
            ip?: string;
            /** @description The UDP port of its input. */
            port?: number;
        };
        ProvisionedFlow: {
            /** @description The ARN in MediaConnect. */
            arn: string;
            /** @description The name in MediaConnect. */
            name: string;
            /** @description The AWS Region. */
            region: string;
            /** @description The Availability Zone. */
            az?: string;
            /** @description The address from which the flow sends: what a sender's firewall must admit. */
            "egress-ip"?: string;
            /** @description The flow sources, each with its address. */
            "flow-sources": {
                /** @description The name of the flow source. */
                name: string;
                /** @description The ARN in MediaConnect. Absent from sources of an earlier version until they are updated. */
                "source-arn"?: string;
                /** @description The address to send to. Absent for `srt-caller` and `entitlement`, which nobody sends to. */
                ip?: string;
                /** @description The UDP port to send to. */
                port?: number;
                /** @description The addresses of an ST 2110 JPEG XS flow source. */
                inputs?: {
                    /** @description The address to send to. Absent for `srt-caller` and `entitlement`, which nobody sends to. */
                    ip: string;
                    /** @description The UDP port to send to. */
                    port: number;
                }[];
                /** @description The ARN of the secret in Secrets Manager. */
                "secret-arn"?: string;
            }[];
        };
        ProvisionedFlows: {
            /** @description The flows as MediaConnect made them. */
            "ingress-flows": components["schemas"]["ProvisionedFlow"][];
            /** @description The flows that hand the content on, as MediaConnect made them. */
            "egress-flows": components["schemas"]["ProvisionedEgressFlow"][];
        };
        /** @enum {string} */
        ProvisioningStatus: "creation-pending" | "creation-in-progress" | "creation-complete" | "creation-failed" | "update-pending" | "update-in-progress" | "update-complete" | "update-failed" | "deletion-pending" | "deletion-in-progress" | "deletion-complete" | "deletion-failed";
        Quota: {
            /**
             * @description What is limited: the sources that are not deleted, those of them whose run is owed or under way, or the target accounts.
             * @enum {string}
             */
            name: "sources" | "runs" | "target-accounts";
            /** @description How much of it the organisation may have. */
            limit: number;
            /** @description How much of it the organisation has. */
            count: number;
        };
        /** @enum {string} */
        Region: "af-south-1" | "ap-east-1" | "ap-northeast-1" | "ap-northeast-2" | "ap-northeast-3" | "ap-south-1" | "ap-south-2" | "ap-southeast-1" | "ap-southeast-2" | "ap-southeast-4" | "ap-southeast-5" | "ca-central-1" | "eu-central-1" | "eu-north-1" | "eu-west-1" | "eu-west-2" | "eu-west-3" | "me-central-1" | "sa-east-1" | "us-east-1" | "us-east-2" | "us-west-1" | "us-west-2";
        Rist: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "rist";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The UDP port that the flow listens on; 2077, 2088 and 2090–2099 are reserved. `rist` takes the next port too, `rtp-fec` those 2 and 4 above. */
            "ingest-port": number;
            /** @description The IPv4 network from which content is admitted, such as `192.0.2.0/24`. Give this or `vpc-interface-name`. `/0` only with encryption. */
            "whitelist-cidr"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /**
             * @description How long packets may be late, milliseconds.
             * @default 2000
             */
            "max-latency": number;
            /** @description The highest bit rate that is expected, bits per second. */
            "max-bitrate"?: number;
        };
        RistRequest: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "rist";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The UDP port that the flow listens on; 2077, 2088 and 2090–2099 are reserved. `rist` takes the next port too, `rtp-fec` those 2 and 4 above. */
            "ingest-port": number;
            /** @description The IPv4 network from which content is admitted, such as `192.0.2.0/24`. Give this or `vpc-interface-name`. `/0` only with encryption. */
            "whitelist-cidr"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /**
             * @description How long packets may be late, milliseconds.
             * @default 2000
             */
            "max-latency"?: number;
            /** @description The highest bit rate that is expected, bits per second. */
            "max-bitrate"?: number;
        };
        Rtp: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "rtp";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The UDP port that the flow listens on; 2077, 2088 and 2090–2099 are reserved. `rist` takes the next port too, `rtp-fec` those 2 and 4 above. */
            "ingest-port": number;
            /** @description The IPv4 network from which content is admitted, such as `192.0.2.0/24`. Give this or `vpc-interface-name`. `/0` only with encryption. */
            "whitelist-cidr"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /** @description The highest bit rate that is expected, bits per second. */
            "max-bitrate"?: number;
        };
        RtpFec: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "rtp-fec";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The UDP port that the flow listens on; 2077, 2088 and 2090–2099 are reserved. `rist` takes the next port too, `rtp-fec` those 2 and 4 above. */
            "ingest-port": number;
            /** @description The IPv4 network from which content is admitted, such as `192.0.2.0/24`. Give this or `vpc-interface-name`. `/0` only with encryption. */
            "whitelist-cidr"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /** @description The highest bit rate that is expected, bits per second. */
            "max-bitrate"?: number;
        };
        RtpFecRequest: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "rtp-fec";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The UDP port that the flow listens on; 2077, 2088 and 2090–2099 are reserved. `rist` takes the next port too, `rtp-fec` those 2 and 4 above. */
            "ingest-port": number;
            /** @description The IPv4 network from which content is admitted, such as `192.0.2.0/24`. Give this or `vpc-interface-name`. `/0` only with encryption. */
            "whitelist-cidr"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /** @description The highest bit rate that is expected, bits per second. */
            "max-bitrate"?: number;
        };
        RtpRequest: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "rtp";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The UDP port that the flow listens on; 2077, 2088 and 2090–2099 are reserved. `rist` takes the next port too, `rtp-fec` those 2 and 4 above. */
            "ingest-port": number;
            /** @description The IPv4 network from which content is admitted, such as `192.0.2.0/24`. Give this or `vpc-interface-name`. `/0` only with encryption. */
            "whitelist-cidr"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /** @description The highest bit rate that is expected, bits per second. */
            "max-bitrate"?: number;
        };
        ServiceInfo: {
            /** @description The id of the source. */
            "source-id": string;
            /** @description An item for each provisioned flow that carries a transport stream. */
            "service-info-list": {
                /** @description The position of the flow among those of the source that are of its kind. */
                "pipeline-id": number;
                /**
                 * @description The kind of flow: which takes the content in, or hands it on.
                 * @enum {string}
                 */
                type: "ingress" | "egress";
                /**
                 * Format: date-time
                 * @description When MediaConnect was asked.
                 */
                "last-checked": string;
                /** @description What MediaConnect answered. */
                "metadata-snapshot": {
                    /**
                     * Format: date-time
                     * @description When what the flow carries last changed. Absent where MediaConnect does not say.
                     */
                    "last-updated"?: string;
                    /** @description The transport stream. */
                    "transport-stream-media-info": {
                        /** @description Its programs, at most 50. There are none while nothing arrives. */
                        programs: {
                            /** @description The number of the program. */
                            "program-number": number;
                            /** @description The PID of its program map table. */
                            "program-pid": number;
                            /** @description The PID of its clock reference. */
                            "pcr-pid": number;
                            /** @description Its name, if the stream tells one. */
                            "program-name"?: string;
                            /** @description Its elementary streams. */
                            streams: {
                                /** @description The PID of the stream. */
                                pid: number;
                                /** @description What the stream is, such as `Video`, `Audio` or `Data`. */
                                "stream-type": string;
                                /** @description How it is encoded, such as `H264`, `AAC` or `SCTE35`. */
                                codec?: string;
                                /** @description Pictures a second. */
                                "frame-rate"?: string;
                                /** @description The size of the picture. */
                                "frame-resolution"?: {
                                    /** @description Pixels in a line. */
                                    "frame-width": number;
                                    /** @description Lines. */
                                    "frame-height": number;
                                };
                                /** @description Audio channels. */
                                channels?: number;
                                /** @description Audio samples a second. */
                                "sample-rate"?: number;
                                /** @description Bits of an audio sample. */
                                "sample-size"?: number;
                            }[];
                        }[];
                    };
                };
                /** @description What MediaConnect says beside it, such as that there are more programs than it lists, or that the flow does not run. */
                messages?: {
                    /** @description The kind of message. */
                    code: string;
                    /** @description The message in words. */
                    message: string;
                    /** @description The name of the flow source that it concerns. */
                    "resource-name"?: string;
                }[];
            }[];
        };
        Source: {
            /**
             * Format: uuid
             * @description The id of the source.
             */
            id: string;
            /** @description Alarm configuration for monitoring the source: it makes alarms in CloudWatch. Transport streams only. */
            alarm?: components["schemas"]["Alarm"];
            /**
             * @description Whether the source is hidden from listings.
             * @default false
             */
            hidden: boolean;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata: components["schemas"]["Metadata"];
            /** @description Whether proxies are enabled for this source: a low-rate picture of it to be looked at in a browser. Transport streams only. */
            "proxy-enabled"?: boolean;
            /**
             * @description Proxy quality tier (1–5, higher accepts higher quality inputs): the class of input that MediaLive accepts and bills. 1 is AVC SD up to 10 Mb/s, 2 AVC HD up to 10, 3 AVC HD up to 20, 4 HEVC HD up to 50, 5 HEVC UHD up to 50. The picture is the same.
             * @default 1
             */
            "proxy-tier": number;
            /** @description The MediaConnect flow that takes the content in. Exactly one. */
            "ingress-flows": components["schemas"]["IngressFlow"][];
            /** @description Flows that hand the content on, each fed by the ingress flow, encrypted, and run with it. Transport streams only; names are unique in the source. */
            "egress-flows"?: components["schemas"]["EgressFlow"][];
            /** @description What was provisioned for the source. Both lists are empty while there is nothing. */
            "provisioned-flows": components["schemas"]["ProvisionedFlows"];
            /** @description What is known of the proxy without a look at it. Absent where the source has none. */
            proxy?: {
                /**
                 * @description What it does.
                 * @enum {string}
                 */
                state: "starting" | "running" | "stopping" | "stopped" | "error" | "unknown";
                /** @description The `proxy-tier`. */
                tier: number;
                /** @description The ARN in MediaLive. Absent until the channel is made. */
                "channel-arn"?: string;
                /** @description Why the proxy is not as asked for, and what to do. It is tried again by itself. */
                reason?: string;
            };
            /** @description In what the flow differs from what is stored; empty where it does not. Only with `include-drift=true`, and only of a source that rests and has a flow. */
            drift?: {
                /** @description The ARN in MediaConnect of what is concerned, or the name of what has none yet. */
                resource: string;
                /** @description What of the resource differs, in the words of the service. Absent where the whole resource is missing or surplus. */
                member?: string;
                /** @description What is stored, in the words of the service. Absent where nothing is. */
                desired?: unknown;
                /** @description What is there, in the words of the service. Absent where nothing is. */
                actual?: unknown;
            }[];
            /** @description Why the last run failed, and what to do. */
            "provisioning-error-reason"?: string;
            /** @description How far the last request for the source has got. */
            "provisioning-status": components["schemas"]["ProvisioningStatus"];
            /**
             * Format: date-time
             * @description Since when, in UTC.
             */
            "provisioning-status-timestamp": string;
        };
        SourceMetrics: {
            /** @description Seconds that each value stands for, from its sample on. Absent where there is no series. */
            period?: number;
            /** @description The series. There are none while the source has no flow. */
            series: {
                /** @description The name of the flow source, or of the flow if the metric is of the whole flow. */
                identity: string;
                /** @description The key of the metric. */
                metrics: string;
                /** @description The times of the values, oldest first. A period without any measurement is left out. */
                samples: string[];
                /** @description The values, one for each sample. */
                values: number[];
                /** @description The unit of the values; `None` is a yes (1) or no (0). */
                unit: string;
            }[];
            /** @description What CloudWatch says of values that it could not give. Absent normally. */
            messages?: string[];
        };
        SourceOrDryRun: components["schemas"]["Source"] | components["schemas"]["DryRun"];
        SourcePatch: {
            /** @description Alarm configuration for monitoring the source: it makes alarms in CloudWatch. Transport streams only. */
            alarm?: components["schemas"]["Alarm"] | null;
            /** @description Whether the source is hidden from listings. */
            hidden?: boolean | null;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description Whether proxies are enabled for this source: a low-rate picture of it to be looked at in a browser. Transport streams only. */
            "proxy-enabled"?: boolean | null;
            /** @description Proxy quality tier (1–5, higher accepts higher quality inputs): the class of input that MediaLive accepts and bills. 1 is AVC SD up to 10 Mb/s, 2 AVC HD up to 10, 3 AVC HD up to 20, 4 HEVC HD up to 50, 5 HEVC UHD up to 50. The picture is the same. */
            "proxy-tier"?: number | null;
            /** @description The MediaConnect flow that takes the content in. Exactly one. */
            "ingress-flows"?: components["schemas"]["IngressFlowPatch"][];
            /** @description Flows that hand the content on, each fed by the ingress flow, encrypted, and run with it. Transport streams only; names are unique in the source. */
            "egress-flows"?: components["schemas"]["EgressFlowRequest"][] | null;
            /** @description The id of the source. */
            readonly id?: unknown;
            /** @description What was provisioned for the source. Both lists are empty while there is nothing. */
            readonly "provisioned-flows"?: unknown;
            /** @description What is known of the proxy without a look at it. Absent where the source has none. */
            readonly proxy?: unknown;
            /** @description In what the flow differs from what is stored; empty where it does not. Only with `include-drift=true`, and only of a source that rests and has a flow. */
            readonly drift?: unknown;
            /** @description Why the last run failed, and what to do. */
            readonly "provisioning-error-reason"?: unknown;
            /** @description How far the last request for the source has got. */
            readonly "provisioning-status"?: unknown;
            /** @description Since when, in UTC. */
            readonly "provisioning-status-timestamp"?: unknown;
        };
        SourceRequest: {
            /** @description Alarm configuration for monitoring the source: it makes alarms in CloudWatch. Transport streams only. */
            alarm?: components["schemas"]["Alarm"];
            /**
             * @description Whether the source is hidden from listings.
             * @default false
             */
            hidden?: boolean;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata: components["schemas"]["Metadata"];
            /** @description Whether proxies are enabled for this source: a low-rate picture of it to be looked at in a browser. Transport streams only. */
            "proxy-enabled"?: boolean;
            /**
             * @description Proxy quality tier (1–5, higher accepts higher quality inputs): the class of input that MediaLive accepts and bills. 1 is AVC SD up to 10 Mb/s, 2 AVC HD up to 10, 3 AVC HD up to 20, 4 HEVC HD up to 50, 5 HEVC UHD up to 50. The picture is the same.
             * @default 1
             */
            "proxy-tier"?: number;
            /** @description The MediaConnect flow that takes the content in. Exactly one. */
            "ingress-flows": components["schemas"]["IngressFlowRequest"][];
            /** @description Flows that hand the content on, each fed by the ingress flow, encrypted, and run with it. Transport streams only; names are unique in the source. */
            "egress-flows"?: components["schemas"]["EgressFlowRequest"][];
        };
        SourceStatus: {
            /** @description How well the source is. */
            health: {
                /**
                 * @description `healthy` needs evidence; `unknown` is a source that is not running, or of which there is none.
                 * @enum {string}
                 */
                status: "healthy" | "degraded" | "unhealthy" | "unknown";
                /** @description Why the source is not known to be healthy. */
                reasons?: ("FlowNotRunning" | "FlowError" | "FlowMissing" | "InputNotConnected" | "DecryptionError" | "EntitlementUnavailable" | "SourceStreamError" | "RedundancyLost" | "BackupInputActive" | "PacketLoss" | "TransportStreamSyncLoss" | "ContinuityCounterError" | "TransportError" | "PcrError" | "InputDegraded" | "VideoMissing" | "AudioMissing" | "BlackFrames" | "FrozenFrames" | "SilentAudio")[];
            };
            /**
             * @description What the flow does. `stopped` also where there is no flow yet, `error` also where it vanished.
             * @enum {string}
             */
            "running-status": "running" | "starting" | "stopping" | "stopped" | "error";
            /** @description Since when the flow does so, as far as it was heard. */
            "running-since"?: string;
            /** @description When MediaConnect and CloudWatch were last asked. Events of MediaConnect come in between. */
            "last-checked"?: string;
            /** @description Why the flow could not be looked at as it should be. What is answered is what was known before. */
            "check-problem"?: string;
            /** @description What each flow source receives. Only while the source runs. */
            "flow-sources"?: {
                /** @description The name of the flow source. */
                name: string;
                /**
                 * @description What MediaConnect says: `connected` or `disconnected` where the protocol has connections, `receiving` or `idle` elsewhere, and also where only metrics tell whether anything arrives.
                 * @enum {string}
                 */
                state: "connected" | "receiving" | "disconnected" | "idle" | "unknown";
                /** @description Since when, as far as it was seen. */
                since?: string;
                /** @description The bit rate that arrives, bits per second, as an average of the last minute. */
                "bit-rate"?: number;
                /** @description The part of the packets that are lost before recovery, percent, in the last minute. */
                "packet-loss-percent"?: number;
                /** @description The address of the sender. */
                "peer-address"?: string;
                /** @description Whether the stream of this flow source is the one that goes out. Only with two of them in mode `FAILOVER`. */
                selected?: boolean;
            }[];
            /** @description The alarms of each flow source, as CloudWatch last told of them. Absent where the source asks for none, or has no flow yet. */
            alarms?: {
                /**
                 * @description What goes off: which errors, or what is lost.
                 * @enum {string}
                 */
                alarm: "tr-101-290-priority-1" | "tr-101-290-priority-2" | "input-lost" | "unrecovered-loss";
                /** @description The name of the flow source that the alarm watches. */
                "flow-source": string;
                /**
                 * @description `insufficient-data` also where nothing was heard of the alarm yet. A lost input counts as gone off as soon as MediaConnect tells of it.
                 * @enum {string}
                 */
                state: "ok" | "alarm" | "insufficient-data";
                /** @description Since when, as far as it was seen. */
                since?: string;
            }[];
            /** @description For each reason, and each flow source that it concerns, what is the matter and what to do. */
            explanations?: {
                /**
                 * @description The reason, as in `health`.
                 * @enum {string}
                 */
                reason: "FlowNotRunning" | "FlowError" | "FlowMissing" | "InputNotConnected" | "DecryptionError" | "EntitlementUnavailable" | "SourceStreamError" | "RedundancyLost" | "BackupInputActive" | "PacketLoss" | "TransportStreamSyncLoss" | "ContinuityCounterError" | "TransportError" | "PcrError" | "InputDegraded" | "VideoMissing" | "AudioMissing" | "BlackFrames" | "FrozenFrames" | "SilentAudio";
                /** @description The flow source that the reason concerns. Absent where it is the whole flow. */
                "flow-source"?: string;
                /** @description Since when, as far as it was seen. */
                since?: string;
                /** @description What is probably the matter, in words. */
                cause: string;
                /** @description What to do next, in words. */
                "next-step": string;
            }[];
            /** @description How the proxy does, which says nothing of the health of the source. Absent where the source has none. */
            proxy?: {
                /**
                 * @description What it does.
                 * @enum {string}
                 */
                state: "starting" | "running" | "stopping" | "stopped" | "error" | "unknown";
                /**
                 * @description Why there is no picture, or none of what is on air. Absent where nothing is wrong.
                 * @enum {string}
                 */
                reason?: "ProxyOff" | "SourceStopped" | "ProxyNotReady" | "ProxyFailed" | "ChannelMissing" | "ChannelFailed" | "ChannelStopped" | "ChannelNotStopped" | "ChannelUnreadable" | "FlowNotRunning" | "NoSignal" | "NoSegmentYet" | "NoNewSegment" | "BucketMissing" | "BucketUnreadable";
                /** @description The same in words, and what to do. */
                message?: string;
            };
            /** @description How each egress flow is. Absent where the source has none. The health of the source says nothing of them, nor they of it. */
            "egress-flows"?: {
                /** @description The name of the egress flow. */
                name: string;
                /** @description The AWS Region. */
                region: string;
                /** @description The ARN in MediaConnect. Absent while there is no such flow. */
                arn?: string;
                /** @description How well the source is. */
                health: {
                    /**
                     * @description The HTTP status.
                     * @enum {string}
                     */
                    status: "healthy" | "degraded" | "unhealthy" | "unknown";
                    /** @description Why the source is not known to be healthy. */
                    reasons?: ("FlowNotRunning" | "FlowError" | "FlowMissing" | "InputNotConnected" | "DecryptionError" | "EntitlementUnavailable" | "SourceStreamError" | "RedundancyLost" | "BackupInputActive" | "PacketLoss" | "TransportStreamSyncLoss" | "ContinuityCounterError" | "TransportError" | "PcrError" | "InputDegraded" | "VideoMissing" | "AudioMissing" | "BlackFrames" | "FrozenFrames" | "SilentAudio")[];
                };
                /**
                 * @description What the flow does. `stopped` also where there is no flow yet, `error` also where it vanished.
                 * @enum {string}
                 */
                "running-status": "running" | "starting" | "stopping" | "stopped" | "error";
                /** @description Why the flow could not be looked at as it should be. What is answered is what was known before. */
                "check-problem"?: string;
                /** @description For each reason, what is the matter and what to do. */
                explanations?: {
                    /**
                     * @description The reason, as in `health`.
                     * @enum {string}
                     */
                    reason: "FlowNotRunning" | "FlowError" | "FlowMissing" | "InputNotConnected" | "DecryptionError" | "EntitlementUnavailable" | "SourceStreamError" | "RedundancyLost" | "BackupInputActive" | "PacketLoss" | "TransportStreamSyncLoss" | "ContinuityCounterError" | "TransportError" | "PcrError" | "InputDegraded" | "VideoMissing" | "AudioMissing" | "BlackFrames" | "FrozenFrames" | "SilentAudio";
                    /** @description What is probably the matter, in words. */
                    cause: string;
                    /** @description What to do next, in words. */
                    "next-step": string;
                }[];
            }[];
            /** @description The maintenance that MediaConnect does on the flow, which interrupts it. Absent where none is due. */
            maintenance?: {
                /**
                 * @description Whether the maintenance is `scheduled` or `in-progress`.
                 * @enum {string}
                 */
                state: "scheduled" | "in-progress";
                /** @description Since when, as far as it was seen. */
                since?: string;
                /** @description When the maintenance is planned. */
                "scheduled-date"?: string;
                /** @description Until when MediaConnect does the maintenance at the latest. */
                deadline?: string;
                /** @description The day of the week on which maintenance is done. */
                day?: string;
                /** @description The hour at which maintenance begins, UTC. */
                "start-hour"?: string;
            };
        };
        SourceSummary: {
            /**
             * Format: uuid
             * @description The id of the source.
             */
            id: string;
            /** @description Whether the source is hidden from listings. */
            hidden: boolean;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata: components["schemas"]["Metadata"];
            /** @description How far the last request for the source has got. */
            "provisioning-status": components["schemas"]["ProvisioningStatus"];
            /**
             * Format: date-time
             * @description Since when, in UTC.
             */
            "provisioning-status-timestamp": string;
        };
        SrtCaller: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "srt-caller";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The address that the flow calls: an IPv4 address or a DNS name. */
            "source-listener-address": string;
            /** @description The UDP port that the flow calls. */
            "source-listener-port": number;
            /** @description The stream id of SRT or Zixi. */
            "stream-id"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /**
             * @description How long SRT waits for packets that are sent again, milliseconds.
             * @default 2000
             */
            "min-latency": number;
            /** @description The highest bit rate that is expected, bits per second. */
            "max-bitrate"?: number;
            /** @description How the content is encrypted, and with what. */
            "decryption-settings"?: components["schemas"]["SrtPassphrase"];
        };
        SrtCallerPatch: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "srt-caller";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The address that the flow calls: an IPv4 address or a DNS name. */
            "source-listener-address": string;
            /** @description The UDP port that the flow calls. */
            "source-listener-port": number;
            /** @description The stream id of SRT or Zixi. */
            "stream-id"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /**
             * @description How long SRT waits for packets that are sent again, milliseconds.
             * @default 2000
             */
            "min-latency"?: number;
            /** @description The highest bit rate that is expected, bits per second. */
            "max-bitrate"?: number;
            /** @description How the content is encrypted, and with what. */
            "decryption-settings"?: components["schemas"]["SrtPassphrasePatch"];
        };
        SrtCallerRequest: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "srt-caller";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The address that the flow calls: an IPv4 address or a DNS name. */
            "source-listener-address": string;
            /** @description The UDP port that the flow calls. */
            "source-listener-port": number;
            /** @description The stream id of SRT or Zixi. */
            "stream-id"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /**
             * @description How long SRT waits for packets that are sent again, milliseconds.
             * @default 2000
             */
            "min-latency"?: number;
            /** @description The highest bit rate that is expected, bits per second. */
            "max-bitrate"?: number;
            /** @description How the content is encrypted, and with what. */
            "decryption-settings"?: components["schemas"]["SrtPassphraseRequest"];
        };
        SrtListener: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "srt-listener";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The UDP port that the flow listens on; 2077, 2088 and 2090–2099 are reserved. `rist` takes the next port too, `rtp-fec` those 2 and 4 above. */
            "ingest-port": number;
            /** @description The IPv4 network from which content is admitted, such as `192.0.2.0/24`. Give this or `vpc-interface-name`. `/0` only with encryption. */
            "whitelist-cidr"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /**
             * @description How long SRT waits for packets that are sent again, milliseconds.
             * @default 2000
             */
            "min-latency": number;
            /** @description The highest bit rate that is expected, bits per second. */
            "max-bitrate"?: number;
            /** @description How the content is encrypted, and with what. */
            "decryption-settings"?: components["schemas"]["SrtPassphrase"];
        };
        SrtListenerPatch: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "srt-listener";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The UDP port that the flow listens on; 2077, 2088 and 2090–2099 are reserved. `rist` takes the next port too, `rtp-fec` those 2 and 4 above. */
            "ingest-port": number;
            /** @description The IPv4 network from which content is admitted, such as `192.0.2.0/24`. Give this or `vpc-interface-name`. `/0` only with encryption. */
            "whitelist-cidr"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /**
             * @description How long SRT waits for packets that are sent again, milliseconds.
             * @default 2000
             */
            "min-latency"?: number;
            /** @description The highest bit rate that is expected, bits per second. */
            "max-bitrate"?: number;
            /** @description How the content is encrypted, and with what. */
            "decryption-settings"?: components["schemas"]["SrtPassphrasePatch"];
        };
        SrtListenerRequest: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "srt-listener";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The UDP port that the flow listens on; 2077, 2088 and 2090–2099 are reserved. `rist` takes the next port too, `rtp-fec` those 2 and 4 above. */
            "ingest-port": number;
            /** @description The IPv4 network from which content is admitted, such as `192.0.2.0/24`. Give this or `vpc-interface-name`. `/0` only with encryption. */
            "whitelist-cidr"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /**
             * @description How long SRT waits for packets that are sent again, milliseconds.
             * @default 2000
             */
            "min-latency"?: number;
            /** @description The highest bit rate that is expected, bits per second. */
            "max-bitrate"?: number;
            /** @description How the content is encrypted, and with what. */
            "decryption-settings"?: components["schemas"]["SrtPassphraseRequest"];
        };
        SrtPassphrase: {
            /**
             * @description The algorithm. It decides which value is needed.
             * @enum {string}
             */
            "encryption-type": "SRT_PASSWORD";
            /**
             * Format: uuid
             * @description The id of the secret. A secret that changes gets another.
             */
            "secret-id": string;
            /** @description `********` unless the secret was asked for with `include-passphrase=true`. */
            passphrase: string;
        };
        SrtPassphrasePatch: {
            /**
             * @description The algorithm. It decides which value is needed.
             * @enum {string}
             */
            "encryption-type": "SRT_PASSWORD";
            /** @description The SRT passphrase. Absent or `********` keeps the one that is stored. */
            passphrase?: string | "********";
            /** @description The id of the secret. A secret that changes gets another. */
            readonly "secret-id"?: unknown;
        };
        SrtPassphraseRequest: {
            /**
             * @description The algorithm. It decides which value is needed.
             * @enum {string}
             */
            "encryption-type": "SRT_PASSWORD";
            /** @description The SRT passphrase. */
            passphrase: string;
        };
        St2110Jpegxs: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "st2110-jpegxs";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /**
             * @description How long media streams wait for each other, milliseconds.
             * @default 100
             */
            "max-sync-buffer": number;
            /** @description The media streams that the flow source carries. */
            "media-stream-source-configurations": {
                /**
                 * @description How the media stream is encoded.
                 * @enum {string}
                 */
                "encoding-name": "jxsv" | "pcm" | "smpte291";
                /** @description The name of a media stream of the flow. */
                "media-stream-name": string;
                /** @description The two inputs of the stream, each on a VPC interface of its own (SMPTE ST 2022-7). */
                "input-configurations": {
                    /** @description The UDP port of the input; 2077, 2088 and 2090–2099 are reserved. */
                    "input-port": number;
                    /** @description The VPC interface of the flow through which the content comes. */
                    "vpc-interface-name": string;
                }[];
            }[];
        };
        St2110JpegxsRequest: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "st2110-jpegxs";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /**
             * @description How long media streams wait for each other, milliseconds.
             * @default 100
             */
            "max-sync-buffer"?: number;
            /** @description The media streams that the flow source carries. */
            "media-stream-source-configurations": {
                /**
                 * @description How the media stream is encoded.
                 * @enum {string}
                 */
                "encoding-name": "jxsv" | "pcm" | "smpte291";
                /** @description The name of a media stream of the flow. */
                "media-stream-name": string;
                /** @description The two inputs of the stream, each on a VPC interface of its own (SMPTE ST 2022-7). */
                "input-configurations": {
                    /** @description The UDP port of the input; 2077, 2088 and 2090–2099 are reserved. */
                    "input-port": number;
                    /** @description The VPC interface of the flow through which the content comes. */
                    "vpc-interface-name": string;
                }[];
            }[];
        };
        TargetAccount: {
            /** @description The id of the target account. */
            id: string;
            /** @description The AWS account, 12 digits. */
            "aws-account-id": string;
            /** @description The role that every call for a source is made as, in the same AWS account and with the path `/headworks/`. */
            "role-arn": string;
            /** @description The word for which the role is to trust this deployment, made at the first PUT. Shown to admins only; in a PUT it may be left out. */
            "external-id"?: string;
            /** @description The role that MediaConnect reads secrets as, in the same AWS account. */
            "mediaconnect-role-arn": string;
            /** @description The role that MediaConnect makes network interfaces as, in the same AWS account. */
            "vpc-role-arn": string;
            /** @description The Regions in which sources may be. */
            regions: string[];
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description Whether the account can be used; sources are refused until then. */
            verification: {
                /**
                 * @description `pending` until it is looked at, `verified` where nothing is missing, else `failed`.
                 * @enum {string}
                 */
                status: "pending" | "verified" | "failed";
                /** @description When it was last looked at. */
                checked?: string;
                /** @description What is missing, each with a JSON pointer into the target account. */
                faults?: {
                    /** @description Where: a JSON pointer into the body, or one that begins with `/path` or `/query`. */
                    pointer: string;
                    /** @description What is wrong, in words. */
                    detail: string;
                }[];
            };
        };
        TargetAccountRequest: {
            /** @description The AWS account, 12 digits. */
            "aws-account-id": string;
            /** @description The role that every call for a source is made as, in the same AWS account and with the path `/headworks/`. */
            "role-arn": string;
            /** @description The role that MediaConnect reads secrets as, in the same AWS account. */
            "mediaconnect-role-arn": string;
            /** @description The role that MediaConnect makes network interfaces as, in the same AWS account. */
            "vpc-role-arn": string;
            /** @description The Regions in which sources may be. */
            regions: components["schemas"]["Region"][];
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The id of the target account. */
            readonly id?: unknown;
            /** @description The word for which the role is to trust this deployment, made at the first PUT. Shown to admins only; in a PUT it may be left out. */
            readonly "external-id"?: unknown;
            /** @description Whether the account can be used; sources are refused until then. */
            readonly verification?: unknown;
        };
        VideoStream: {
            /**
             * @description What the stream carries. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "stream-type": "video";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description The number of the stream, unique in its flow. */
            "stream-id": number;
            /**
             * @description Ticks per second of the RTP clock.
             * @default 90000
             * @constant
             */
            "media-clock-rate": 90000;
            /**
             * @description The resolution of the video.
             * @enum {string}
             */
            "video-format"?: "2160p" | "1080p" | "1080i" | "720p" | "480p";
            /** @description What a receiver must know of the stream. */
            attributes?: {
                /** @description Format parameters (SMPTE ST 2110). */
                fmtp?: {
                    /** @description Frames a second, as an integer or a fraction. */
                    "exact-framerate"?: string;
                    /** @description The pixel aspect ratio. */
                    par?: string;
                    /**
                     * @description The colour space of the video.
                     * @enum {string}
                     */
                    colorimetry?: "BT601" | "BT709" | "BT2020" | "BT2100" | "ST2065-1" | "ST2065-3" | "XYZ";
                    /**
                     * @description The encoding range of the video.
                     * @enum {string}
                     */
                    range?: "NARROW" | "FULL" | "FULLPROTECT";
                    /**
                     * @description How the lines of a picture are scanned.
                     * @enum {string}
                     */
                    "scan-mode"?: "progressive" | "interlace" | "progressive-segmented-frame";
                    /**
                     * @description The transfer characteristics of the video.
                     * @enum {string}
                     */
                    tcs?: "SDR" | "PQ" | "HLG" | "LINEAR" | "BT2100LINPQ" | "BT2100LINHLG" | "ST2065-1" | "ST428-1" | "DENSITY";
                };
            };
        };
        VideoStreamRequest: {
            /**
             * @description What the stream carries. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            "stream-type": "video";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description The number of the stream, unique in its flow. */
            "stream-id": number;
            /**
             * @description Ticks per second of the RTP clock.
             * @default 90000
             * @constant
             */
            "media-clock-rate"?: 90000;
            /**
             * @description The resolution of the video.
             * @enum {string}
             */
            "video-format"?: "2160p" | "1080p" | "1080i" | "720p" | "480p";
            /** @description What a receiver must know of the stream. */
            attributes?: {
                /** @description Format parameters (SMPTE ST 2110). */
                fmtp?: {
                    /** @description Frames a second, as an integer or a fraction. */
                    "exact-framerate"?: string;
                    /** @description The pixel aspect ratio. */
                    par?: string;
                    /**
                     * @description The colour space of the video.
                     * @enum {string}
                     */
                    colorimetry?: "BT601" | "BT709" | "BT2020" | "BT2100" | "ST2065-1" | "ST2065-3" | "XYZ";
                    /**
                     * @description The encoding range of the video.
                     * @enum {string}
                     */
                    range?: "NARROW" | "FULL" | "FULLPROTECT";
                    /**
                     * @description How the lines of a picture are scanned.
                     * @enum {string}
                     */
                    "scan-mode"?: "progressive" | "interlace" | "progressive-segmented-frame";
                    /**
                     * @description The transfer characteristics of the video.
                     * @enum {string}
                     */
                    tcs?: "SDR" | "PQ" | "HLG" | "LINEAR" | "BT2100LINPQ" | "BT2100LINHLG" | "ST2065-1" | "ST428-1" | "DENSITY";
                };
            };
        };
        VpcInterface: {
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /**
             * @description The kind of network interface. `cdi` needs `efa`; a flow has at most one `efa` and two `ena`.
             * @default ena
             * @enum {string}
             */
            "network-interface-type": "ena" | "efa";
            /** @description The subnet of the interface. It must be in the Availability Zone of the flow. */
            "subnet-id": string;
            /** @description The security groups of the interface. */
            "security-group-ids": string[];
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
        };
        VpcInterfaceRequest: {
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /**
             * @description The kind of network interface. `cdi` needs `efa`; a flow has at most one `efa` and two `ena`.
             * @default ena
             * @enum {string}
             */
            "network-interface-type"?: "ena" | "efa";
            /** @description The subnet of the interface. It must be in the Availability Zone of the flow. */
            "subnet-id": string;
            /** @description The security groups of the interface. */
            "security-group-ids": string[];
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
        };
        ZixiPush: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "zixi-push";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The IPv4 network from which content is admitted, such as `192.0.2.0/24`. Give this or `vpc-interface-name`. `/0` only with encryption. */
            "whitelist-cidr"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /** @description The stream id of SRT or Zixi. */
            "stream-id"?: string;
            /**
             * @description How long packets may be late, milliseconds.
             * @default 6000
             */
            "max-latency": number;
            /** @description How the content is encrypted, and with what. */
            "decryption-settings"?: components["schemas"]["AesKey"];
        };
        ZixiPushPatch: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "zixi-push";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The IPv4 network from which content is admitted, such as `192.0.2.0/24`. Give this or `vpc-interface-name`. `/0` only with encryption. */
            "whitelist-cidr"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /** @description The stream id of SRT or Zixi. */
            "stream-id"?: string;
            /**
             * @description How long packets may be late, milliseconds.
             * @default 6000
             */
            "max-latency"?: number;
            /** @description How the content is encrypted, and with what. */
            "decryption-settings"?: components["schemas"]["AesKeyPatch"];
        };
        ZixiPushRequest: {
            /**
             * @description The protocol, which decides the other members. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            protocol: "zixi-push";
            /** @description The name. Made up from the id of the source where it is absent from a request; flow sources, interfaces and media streams are unique in their flow. */
            name?: string;
            /** @description A note of your own, shown in the console of MediaConnect. */
            description?: string;
            /** @description Metadata labels for organizing and identifying resources. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The IPv4 network from which content is admitted, such as `192.0.2.0/24`. Give this or `vpc-interface-name`. `/0` only with encryption. */
            "whitelist-cidr"?: string;
            /** @description The VPC interface of the flow through which the content comes. */
            "vpc-interface-name"?: string;
            /** @description The stream id of SRT or Zixi. */
            "stream-id"?: string;
            /**
             * @description How long packets may be late, milliseconds.
             * @default 6000
             */
            "max-latency"?: number;
            /** @description How the content is encrypted, and with what. */
            "decryption-settings"?: components["schemas"]["AesKeyRequest"];
        };
    };
    responses: {
        /** @description `body-too-large`: The body is longer than 64 KiB. */
        BodyTooLarge: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: The token gives no sufficient role in the path's organisation. Decided before anything is looked up. */
        Forbidden: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `idempotency-conflict`: The `Idempotency-Key` was used for a request with another body. Use a new one. */
        IdempotencyConflict: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `internal`: Something went wrong on our side. The log has the detail under the request id. */
        Internal: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `precondition-failed`: The source is at another revision than `If-Match` says. Read it again. */
        PreconditionFailed: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `request-in-progress`: A request with the same `Idempotency-Key` is being carried out, or the target account is being changed. Ask again after `Retry-After`.
         *
         *     `quota-exceeded`: The organisation has as many sources, runs at a time, or target accounts, as it may have: `quota` says which, and how many. A deletion is never refused so.
         */
        RequestInProgressOrQuotaExceeded: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `request-invalid`: Path, query, headers or body break a rule. `errors` names every fault. */
        RequestInvalid: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `source-busy`: Another request or run is changing the source. Ask again after `Retry-After`. */
        SourceBusy: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `source-busy`: Another request or run is changing the source. Ask again after `Retry-After`.
         *
         *     `source-deleting`: The deletion of the source has failed. Only `DELETE` is accepted.
         *
         *     `interruption-not-allowed`: The change would interrupt a running stream or replace the flow, or the flow could not be read, which counts as running. `plan` says what it would do. Nothing was changed. `allow-interruption=true` lets it be done.
         *
         *     `flow-has-dependents`: The change would take away outputs or entitlements that others put on the flow: `warnings` of `plan` names them. Nothing was changed. `allow-dependents-loss=true` lets it be done.
         *
         *     `quota-exceeded`: The organisation has as many sources, runs at a time, or target accounts, as it may have: `quota` says which, and how many. A deletion is never refused so.
         */
        SourceBusyOrSourceDeletingOrInterruptionNotAllowedOrFlowHasDependentsOrQuotaExceeded: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `source-busy`: Another request or run is changing the source. Ask again after `Retry-After`.
         *
         *     `source-deleting`: The deletion of the source has failed. Only `DELETE` is accepted.
         *
         *     `interruption-not-allowed`: The change would interrupt a running stream or replace the flow, or the flow could not be read, which counts as running. `plan` says what it would do. Nothing was changed. `allow-interruption=true` lets it be done.
         *
         *     `flow-has-dependents`: The change would take away outputs or entitlements that others put on the flow: `warnings` of `plan` names them. Nothing was changed. `allow-dependents-loss=true` lets it be done.
         *
         *     `request-in-progress`: A request with the same `Idempotency-Key` is being carried out, or the target account is being changed. Ask again after `Retry-After`.
         *
         *     `quota-exceeded`: The organisation has as many sources, runs at a time, or target accounts, as it may have: `quota` says which, and how many. A deletion is never refused so.
         */
        SourceBusyOrSourceDeletingOrInterruptionNotAllowedOrFlowHasDependentsOrRequestInProgressOrQuotaExceeded: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `source-busy`: Another request or run is changing the source. Ask again after `Retry-After`.
         *
         *     `source-deleting`: The deletion of the source has failed. Only `DELETE` is accepted.
         *
         *     `quota-exceeded`: The organisation has as many sources, runs at a time, or target accounts, as it may have: `quota` says which, and how many. A deletion is never refused so.
         */
        SourceBusyOrSourceDeletingOrQuotaExceeded: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `source-not-found`: There is no such source. Somebody else's looks the same.
         *
         *     `target-account-not-found`: There is no such target account. Somebody else's looks the same.
         */
        SourceNotFoundOrTargetAccountNotFound: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `source-not-found`: There is no such source. Somebody else's looks the same.
         *
         *     `target-account-not-found`: There is no such target account. Somebody else's looks the same.
         *
         *     `proxy-unavailable`: There is nothing of the proxy to be played: `reason` says why. The source has none or is stopped, the proxy is still being made or has failed, nothing comes in, or the bucket is not there.
         */
        SourceNotFoundOrTargetAccountNotFoundOrProxyUnavailable: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `source-not-found`: There is no such source. Somebody else's looks the same.
         *
         *     `target-account-not-found`: There is no such target account. Somebody else's looks the same.
         *
         *     `thumbnail-unavailable`: There is no picture of the source: `reason` says why. It does not run, what it carries cannot be decoded, thumbnails are suppressed, the first is still being made, or the protocol has none.
         */
        SourceNotFoundOrTargetAccountNotFoundOrThumbnailUnavailable: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `target-account-in-use`: Sources that are not deleted use the target account, or the Region that it is to allow no more. Nothing was changed.
         *
         *     `request-in-progress`: A request with the same `Idempotency-Key` is being carried out, or the target account is being changed. Ask again after `Retry-After`.
         */
        TargetAccountInUseOrRequestInProgress: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /**
         * @description `target-account-in-use`: Sources that are not deleted use the target account, or the Region that it is to allow no more. Nothing was changed.
         *
         *     `request-in-progress`: A request with the same `Idempotency-Key` is being carried out, or the target account is being changed. Ask again after `Retry-After`.
         *
         *     `quota-exceeded`: The organisation has as many sources, runs at a time, or target accounts, as it may have: `quota` says which, and how many. A deletion is never refused so.
         */
        TargetAccountInUseOrRequestInProgressOrQuotaExceeded: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `target-account-not-found`: There is no such target account. Somebody else's looks the same. */
        TargetAccountNotFound: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `target-account-unreachable`: AWS refused a call that the request needs in the target account, or could not be reached. */
        TargetAccountUnreachable: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `timed-out`: The request took too long. Whether it took effect is to be seen by reading. */
        TimedOut: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `too-many-requests`: Requests come too fast. Ask again after `Retry-After`. */
        TooManyRequests: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unauthenticated`: There is no token, or it is not valid (any more). */
        Unauthenticated: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                /** @description API Gateway calls it `x-amzn-Remapped-WWW-Authenticate` where a token expires within five minutes of its last use. */
                "WWW-Authenticate"?: "Bearer";
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unsupported-media-type`: The content type is not `application/json`, the charset not UTF-8, or the body is compressed. */
        UnsupportedMediaType: {
            headers: {
                "Cache-Control": components["headers"]["Cache-Control"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Answers are not to be kept. */
        "Cache-Control": "no-store";
        /**
         * @description A strong tag of the configuration. Only a change of the configuration changes it.
         * @example "1"
         */
        ETag: string;
        /**
         * @description When the picture was taken.
         * @example Mon, 26 Jan 2026 23:59:59 GMT
         */
        "Last-Modified": string;
        /**
         * @description The path of what is new.
         * @example /organisations/00000000-0000-4000-8000-000000000001/target-accounts/00000000-0000-4000-8000-0000000000a1/sources/497f6eca-6276-4993-bfeb-53cbbbba6f08
         */
        Location: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listSources: {
        parameters: {
            query?: {
                /** @description The `last-evaluated-key` of the page before, from a request that was the same but for this and `page-size`. */
                "last-evaluated-key"?: string;
                /** @description The most to return. A page may have fewer: it ends when it is large. */
                "page-size"?: number;
                /** @description Whether to return sources that have been deleted too. */
                "include-deleted"?: boolean;
                /** @description Whether to return sources that are hidden too. */
                "include-hidden"?: boolean;
                /** @description Whether to return whole sources, secrets masked, instead of summaries. */
                inline?: boolean;
            };
            header?: never;
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sources. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListSourcesAnswer"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["TargetAccountNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            504: components["responses"]["TimedOut"];
        };
    };
    createSource: {
        parameters: {
            query?: {
                /** @description Whether to answer the plan and to do nothing: all is checked, also where the plan would be refused. */
                "dry-run"?: boolean;
                /** @description Whether the source is to run; as the deployment is set if absent, which is that it runs. `false` leaves its flow stopped, until the source is started. */
                start?: boolean;
            };
            header?: {
                /** @description Makes a repeat harmless: for 24 hours, a request with the same key, token holder and path is answered as the first was, if that succeeded. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
            };
            cookie?: never;
        };
        /** @description At most 64 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceRequest"];
            };
        };
        responses: {
            /** @description With `dry-run=true`, the plan: nothing was done. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRun"];
                };
            };
            /** @description The source, with the defaults filled in and its secrets masked. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["TargetAccountNotFound"];
            409: components["responses"]["RequestInProgressOrQuotaExceeded"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["IdempotencyConflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            502: components["responses"]["TargetAccountUnreachable"];
            504: components["responses"]["TimedOut"];
        };
    };
    getSource: {
        parameters: {
            query?: {
                /** @description Whether to read the flow and tell in what it differs from what is stored. */
                "include-drift"?: boolean;
                /** @description Whether to return secrets in clear. They are masked otherwise. Needs the operator role, and leaves a line in the log and in the history of the source. */
                "include-passphrase"?: boolean;
            };
            header?: never;
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
                /** @description The id of the source. */
                "source-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The source. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SourceNotFoundOrTargetAccountNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            502: components["responses"]["TargetAccountUnreachable"];
            504: components["responses"]["TimedOut"];
        };
    };
    updateSourceByPut: {
        parameters: {
            query?: {
                /** @description Whether to answer the plan and to do nothing: all is checked, also where the plan would be refused. */
                "dry-run"?: boolean;
                /** @description Whether outputs and entitlements that others put on the flow may go with it. */
                "allow-dependents-loss"?: boolean;
                /** @description Whether a running stream may be interrupted, and a flow replaced by another one. */
                "allow-interruption"?: boolean;
            };
            header?: {
                /** @description The `ETag` of the revision that is to be changed, or several, or `*`. Any other revision is refused. Without it, whatever there is is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
                /** @description The id of the source. */
                "source-id": string;
            };
            cookie?: never;
        };
        /** @description At most 64 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourcePatch"];
            };
        };
        responses: {
            /** @description The source as it is asked for, its secrets masked. With `dry-run=true`, the plan: nothing was done. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOrDryRun"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SourceNotFoundOrTargetAccountNotFound"];
            409: components["responses"]["SourceBusyOrSourceDeletingOrInterruptionNotAllowedOrFlowHasDependentsOrRequestInProgressOrQuotaExceeded"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            502: components["responses"]["TargetAccountUnreachable"];
            504: components["responses"]["TimedOut"];
        };
    };
    deleteSource: {
        parameters: {
            query?: {
                /** @description Whether to answer the plan and to do nothing: all is checked, also where the plan would be refused. */
                "dry-run"?: boolean;
            };
            header?: {
                /** @description The `ETag` of the revision that is to be changed, or several, or `*`. Any other revision is refused. Without it, whatever there is is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
                /** @description The id of the source. */
                "source-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deletion is under way, or done. With `dry-run=true`, the plan: nothing was done. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeleteSourceAnswerOrDryRun"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SourceNotFoundOrTargetAccountNotFound"];
            409: components["responses"]["SourceBusy"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            504: components["responses"]["TimedOut"];
        };
    };
    updateSource: {
        parameters: {
            query?: {
                /** @description Whether to answer the plan and to do nothing: all is checked, also where the plan would be refused. */
                "dry-run"?: boolean;
                /** @description Whether outputs and entitlements that others put on the flow may go with it. */
                "allow-dependents-loss"?: boolean;
                /** @description Whether a running stream may be interrupted, and a flow replaced by another one. */
                "allow-interruption"?: boolean;
            };
            header?: {
                /** @description The `ETag` of the revision that is to be changed, or several, or `*`. Any other revision is refused. Without it, whatever there is is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
                /** @description The id of the source. */
                "source-id": string;
            };
            cookie?: never;
        };
        /** @description At most 64 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourcePatch"];
            };
        };
        responses: {
            /** @description The source as it is asked for, its secrets masked. With `dry-run=true`, the plan: nothing was done. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOrDryRun"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SourceNotFoundOrTargetAccountNotFound"];
            409: components["responses"]["SourceBusyOrSourceDeletingOrInterruptionNotAllowedOrFlowHasDependentsOrRequestInProgressOrQuotaExceeded"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            502: components["responses"]["TargetAccountUnreachable"];
            504: components["responses"]["TimedOut"];
        };
    };
    startSource: {
        parameters: {
            query?: {
                /** @description Whether to answer the plan and to do nothing: all is checked, also where the plan would be refused. */
                "dry-run"?: boolean;
                /** @description Whether outputs and entitlements that others put on the flow may go with it. */
                "allow-dependents-loss"?: boolean;
                /** @description Whether a running stream may be interrupted, and a flow replaced by another one. */
                "allow-interruption"?: boolean;
            };
            header?: {
                /** @description The `ETag` of the revision that is to be changed, or several, or `*`. Any other revision is refused. Without it, whatever there is is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
                /** @description The id of the source. */
                "source-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The source: nothing is to do. With `dry-run=true`, the plan: nothing was done. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOrDryRun"];
                };
            };
            /** @description The source; its flow is being brought to what is stored. */
            202: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SourceNotFoundOrTargetAccountNotFound"];
            409: components["responses"]["SourceBusyOrSourceDeletingOrInterruptionNotAllowedOrFlowHasDependentsOrQuotaExceeded"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            502: components["responses"]["TargetAccountUnreachable"];
            504: components["responses"]["TimedOut"];
        };
    };
    stopSource: {
        parameters: {
            query?: {
                /** @description Whether to answer the plan and to do nothing: all is checked, also where the plan would be refused. */
                "dry-run"?: boolean;
                /** @description Whether outputs and entitlements that others put on the flow may go with it. */
                "allow-dependents-loss"?: boolean;
                /** @description Whether a running stream may be interrupted, and a flow replaced by another one. */
                "allow-interruption"?: boolean;
            };
            header?: {
                /** @description The `ETag` of the revision that is to be changed, or several, or `*`. Any other revision is refused. Without it, whatever there is is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
                /** @description The id of the source. */
                "source-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The source: nothing is to do. With `dry-run=true`, the plan: nothing was done. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOrDryRun"];
                };
            };
            /** @description The source; its flow is being brought to what is stored. */
            202: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SourceNotFoundOrTargetAccountNotFound"];
            409: components["responses"]["SourceBusyOrSourceDeletingOrQuotaExceeded"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            504: components["responses"]["TimedOut"];
        };
    };
    repairSource: {
        parameters: {
            query?: {
                /** @description Whether to answer the plan and to do nothing: all is checked, also where the plan would be refused. */
                "dry-run"?: boolean;
                /** @description Whether outputs and entitlements that others put on the flow may go with it. */
                "allow-dependents-loss"?: boolean;
                /** @description Whether a running stream may be interrupted, and a flow replaced by another one. */
                "allow-interruption"?: boolean;
            };
            header?: {
                /** @description The `ETag` of the revision that is to be changed, or several, or `*`. Any other revision is refused. Without it, whatever there is is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
                /** @description The id of the source. */
                "source-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The source: nothing is to do. With `dry-run=true`, the plan: nothing was done. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOrDryRun"];
                };
            };
            /** @description The source; its flow is being brought to what is stored. */
            202: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SourceNotFoundOrTargetAccountNotFound"];
            409: components["responses"]["SourceBusyOrSourceDeletingOrInterruptionNotAllowedOrFlowHasDependentsOrQuotaExceeded"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            502: components["responses"]["TargetAccountUnreachable"];
            504: components["responses"]["TimedOut"];
        };
    };
    getSourceStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
                /** @description The id of the source. */
                "source-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceStatus"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SourceNotFoundOrTargetAccountNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            502: components["responses"]["TargetAccountUnreachable"];
            504: components["responses"]["TimedOut"];
        };
    };
    getSourceMetrics: {
        parameters: {
            query?: {
                /** @description A comma-separated list of the keys of the metrics that are wanted. Unknown keys are ignored. If not provided, the most telling ones that the source can have are returned. */
                desired?: string;
                /** @description The latest time in the desired time series, in ISO 8601 with a zone. If not provided, the current time is used. */
                "end-time"?: string;
                /** @description The earliest time in the desired time series, in ISO 8601 with a zone, at most 15 months before `end-time`. If not provided, `end-time` minus 24 hours is used. */
                "start-time"?: string;
            };
            header?: never;
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
                /** @description The id of the source. */
                "source-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A series for each metric and flow source, or flow. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceMetrics"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SourceNotFoundOrTargetAccountNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            502: components["responses"]["TargetAccountUnreachable"];
            504: components["responses"]["TimedOut"];
        };
    };
    getSourceServiceInfo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
                /** @description The id of the source. */
                "source-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the flows carry. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceInfo"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SourceNotFoundOrTargetAccountNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            502: components["responses"]["TargetAccountUnreachable"];
            504: components["responses"]["TimedOut"];
        };
    };
    getSourceThumbnail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
                /** @description The id of the source. */
                "source-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    /** @description How long a picture may be kept. */
                    "Cache-Control"?: "private, max-age=1";
                    "Last-Modified": components["headers"]["Last-Modified"];
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SourceNotFoundOrTargetAccountNotFoundOrThumbnailUnavailable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            502: components["responses"]["TargetAccountUnreachable"];
            504: components["responses"]["TimedOut"];
        };
    };
    getSourceProxy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
                /** @description The id of the source. */
                "source-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The playlist. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apple.mpegurl": string;
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SourceNotFoundOrTargetAccountNotFoundOrProxyUnavailable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            502: components["responses"]["TargetAccountUnreachable"];
            504: components["responses"]["TimedOut"];
        };
    };
    listSourceEvents: {
        parameters: {
            query?: {
                /** @description The `last-evaluated-key` of the page before, from a request that was the same but for this and `page-size`. */
                "last-evaluated-key"?: string;
                /** @description The most to return. A page may have fewer: it ends when it is large. */
                "page-size"?: number;
            };
            header?: never;
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
                /** @description The id of the source. */
                "source-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListSourceEventsAnswer"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SourceNotFoundOrTargetAccountNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            504: components["responses"]["TimedOut"];
        };
    };
    listTargetAccounts: {
        parameters: {
            query?: {
                /** @description The `last-evaluated-key` of the page before, from a request that was the same but for this and `page-size`. */
                "last-evaluated-key"?: string;
                /** @description The most to return. A page may have fewer: it ends when it is large. */
                "page-size"?: number;
            };
            header?: never;
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of target accounts. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListTargetAccountsAnswer"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            504: components["responses"]["TimedOut"];
        };
    };
    getTargetAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The target account. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetAccount"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["TargetAccountNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            504: components["responses"]["TimedOut"];
        };
    };
    putTargetAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the revision that is to be changed, or several, or `*`. Any other revision is refused. Without it, whatever there is is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
            };
            cookie?: never;
        };
        /** @description At most 64 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["TargetAccountRequest"];
            };
        };
        responses: {
            /** @description The target account, as it was found. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetAccount"];
                };
            };
            /** @description The new target account, with its external id. */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Location: components["headers"]["Location"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetAccount"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["TargetAccountInUseOrRequestInProgressOrQuotaExceeded"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            504: components["responses"]["TimedOut"];
        };
    };
    deleteTargetAccount: {
        parameters: {
            query?: {
                /** @description Whether to end the records of its sources too, whatever they are about, and leave what they have in AWS to itself. Flows that run go on being billed. */
                abandon?: boolean;
            };
            header?: {
                /** @description The `ETag` of the revision that is to be changed, or several, or `*`. Any other revision is refused. Without it, whatever there is is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the owning organisation. */
                "organisation-id": string;
                /** @description The id of the owning target account. */
                "target-account-id": string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The target account is gone. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeleteTargetAccountAnswer"];
                };
            };
            400: components["responses"]["RequestInvalid"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["TargetAccountNotFound"];
            409: components["responses"]["TargetAccountInUseOrRequestInProgress"];
            412: components["responses"]["PreconditionFailed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            504: components["responses"]["TimedOut"];
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An OpenAPI 3.1 document. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["RequestInvalid"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            504: components["responses"]["TimedOut"];
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An HTML page. */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
            400: components["responses"]["RequestInvalid"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["Internal"];
            504: components["responses"]["TimedOut"];
        };
    };
}
