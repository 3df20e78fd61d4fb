using AsyncRL.Tests.Support;

namespace AsyncRL.Tests.Recorded;

/// <summary>
/// Trainings of every method, small enough for scalar kernels. Together they pass through every objective, topology, network part
/// and optimizer.
/// </summary>
internal static class RecordedTrainings
{
    /// <summary>Every option, of whichever method: defaults and presets may change, the recorded trainings may not.</summary>
    public const string Common = """
        steps=2000 horizon=0 seed=1 learning_rate=2e-3 learning_rate_schedule=linear t_max=5 gamma=0.97 gae_lambda=0.95
        ent_coef=0.01 vf_coef=0.5 max_grad_norm=0.5 clip_rewards=false terminal_on_life_loss=false reward_scale=1
        normalize_observations=false max_episode_steps=0 whole_episodes=false target_interval=170 read_live=false
        max_nonfinite=10 max_minutes=0 deterministic=true
        network.conv= network.hidden=32,16 network.lstm=none network.lstm_horizon=none network.shared=true
        network.variance=per_dimension network.activation=relu network.initializer=fan_in_uniform
        optimizer.name=shared-rmsprop optimizer.alpha=0.99 optimizer.epsilon=1e-5 optimizer.beta1=0.9 optimizer.beta2=0.999
        topology.threads=3 topology.envs_per_actor=4 topology.wait=trajectory topology.inference=actor
        topology.sharing=hogwild topology.replicas=0 topology.exchange_steps=160
        exploration.final_epsilons=0.1,0.01,0.5 exploration.final_epsilon_probabilities=0.4,0.3,0.3 exploration.anneal_steps=1500
        dqn.double=false dqn.dueling=false dqn.huber=true dqn.final_epsilon=0.05 dqn.anneal_steps=1500
        ddpg.tau=0.02 ddpg.actor_learning_rate=none ddpg.noise=gaussian ddpg.noise_std=0.1 ddpg.noise_theta=0.15
        ddpg.noise_dt=0.01 ddpg.random_steps=150 her.strategy=none her.k=4
        td3.tau=0.02 td3.actor_learning_rate=none td3.noise=gaussian td3.noise_std=0.1 td3.noise_theta=0.15
        td3.noise_dt=0.01 td3.random_steps=150 td3.policy_delay=2 td3.target_noise=0.2 td3.target_noise_clip=0.5
        sac.tau=0.02 sac.actor_learning_rate=none sac.alpha=none sac.initial_alpha=0.5 sac.alpha_learning_rate=none
        sac.target_entropy=none sac.random_steps=150 sac.sde=false sac.sde_interval=0 sac.sde_log_deviation=-3
        replay.capacity=600 replay.batch_size=16 replay.train_frequency=4 replay.learning_starts=200 replay.n_step=1
        replay.prioritized=false replay.alpha=0.6 replay.beta=0.4 replay.overlap=false replay.save=true
        replay.updates=1 replay.learner_threads=1 rescale_actions=false
        ppo.clip_range=0.2 ppo.clip_range_vf=0 ppo.clip_range_schedule=constant ppo.n_epochs=3 ppo.minibatch_size=64
        ppo.normalize_advantage=true ppo.target_kl=0
        rnd.intrinsic_coef=1 rnd.intrinsic_schedule=constant rnd.extrinsic_coef=2 rnd.gamma=0.95 rnd.episodic=false
        rnd.random_steps=300 rnd.features=10 rnd.conv=auto rnd.hidden=16 rnd.predictor_hidden=12 rnd.learning_rate=none
        rnd.keep=1
        count_bonus.coef=0 count_bonus.capacity=5000
        impala.rho_bar=1 impala.c_bar=1 impala.correction=vtrace impala.batch_trajectories=2 impala.queue=4 impala.learners=1
        impala.imposed_lag=0
        gorila.replay=local gorila.shards=3 gorila.pull_interval=6 gorila.target_updates=40 gorila.max_staleness=4
        gorila.outlier_deviations=3
        popart.enabled=false popart.beta=3e-4 popart.min_deviation=1e-4 popart.max_deviation=1e6
        evaluation.interval=2000 evaluation.episodes=2 evaluation.policy=greedy evaluation.max_steps=50
        checkpoint.interval=2000 checkpoint.keep=3 report.interval=500
        report.monitor_every=1 report.monitor_rows=1000000
        """;

    private const string Cart = "CartPole-v1";
    private const string PartlySeen = "CartPoleNoVelocity-v1";
    private const string Breakout = "MinAtar/Breakout-v1";
    private const string Planes = "network.conv=4x3/1 network.hidden=16 network.initializer=orthogonal";
    private const string Lstm = "network.hidden=12 network.lstm=9";
    private const string Towers = "network.shared=false network.hidden=16,12 network.activation=tanh normalize_observations=true";
    private const string Adam = "optimizer.name=adam optimizer.epsilon=1e-8";
    private const string Exchange = "topology.sharing=exchange";
    private const string OneWriter = "topology.sharing=single_writer";
    private const string Episodes = "whole_episodes=true t_max=500 topology.envs_per_actor=1";

    /// <summary>All trainings.</summary>
    public static IReadOnlyList<RecordedTraining> All { get; } =
    [
        new("a3c", "a3c", Cart,
            "",
            "8bd707f4fd902a68 15537c16ea15a431 d4b9073ffc07f690"),
        new("a3c, planes, statistics a thread", "a3c", Breakout,
            $"{Planes} optimizer.name=rmsprop clip_rewards=true reward_scale=1.5",
            "583314f13ad9aeb3 2d8d92a76d08e185 dd6c41c50f4cc97d"),
        new("a3c, continuous, two towers, normalized", "a3c", "Pendulum-v1",
            $"{Towers} {Adam} reward_scale=0.03",
            "0aa7e7123284e6f7 256fac84591c2727 357b4eaf3112d83b"),
        new("a3c, continuous, in units of the bounds", "a3c", "Pendulum-v1",
            $"{Towers} {Adam} reward_scale=0.03 rescale_actions=true",
            "740fa391de88c941 08cc8bf9c30ba3c5 7eba41881c8d69f2"),
        new("a3c, continuous, cut episodes", "a3c", "MountainCarContinuous-v0",
            "max_episode_steps=37 optimizer.name=momentum-sgd",
            "08e7b5ffb4d876fe 11aafebaee053143 b15cef7258ce951f"),
        new("a3c, several continuous actions, one variance", "a3c", nameof(Reach),
            "network.variance=scalar",
            "f16b585cf94b4b76 69d2725216ce3672 f58c4224483b4e3a"),
        new("a3c, LSTM", "a3c", PartlySeen,
            $"{Lstm} t_max=8",
            "dc9499fd4701da9a 6ba7694b8edcaed4 9c1305a55e20a0e0"),
        new("a3c, whole episodes", "a3c", Cart,
            $"{Episodes} gae_lambda=1",
            "7a76ae5878db2a3c 42daf124a7a6224b 1121b14c97a57d5b"),
        new("a3c, several numbers observed", "a3c", "Blackjack-v1",
            "learning_rate_schedule=constant network.initializer=orthogonal",
            "c7a2965fb9e720ad 60e1140a50c4fdb5 97352a683dfb09fd"),
        new("a3c, image, numbers and several masked choices", "a3c", nameof(Gunner),
            Planes,
            "454ea3113db3fdd3 01f1a6af03a52f63 bc4ed80be5456117"),
        new("a3c, single writer", "a3c", Cart,
            $"{OneWriter} topology.replicas=2",
            "8bd707f4fd902a68 15537c16ea15a431 d4b9073ffc07f690"),
        new("a3c, single writer, one replica for all", "a3c", Breakout,
            $"{OneWriter} topology.replicas=1 {Planes} {Adam}",
            "2b892993eadfe993 d8d28a634fe777f7 dd6c41c50f4cc97d"),
        new("a3c, exchange", "a3c", Cart,
            Exchange,
            "8cc85609c36c216d 708641f452d061e4 de59c0bd8e3e8192"),
        new("a3c, exchange, several slices, statistics a thread", "a3c", Breakout,
            $"{Exchange} topology.exchange_steps=60 {Planes} network.hidden=64 optimizer.name=rmsprop",
            "d3f6b4891296614f acbcfe38bfe323e9 dd6c41c50f4cc97d"),
        new("a3c, exchange, continuous, two towers, normalized", "a3c", "Pendulum-v1",
            $"{Exchange} {Towers} {Adam} reward_scale=0.03",
            "057cca9a320db62e 66aabaa585463d30 4e1800fb5752e526"),
        new("a3c, exchange, LSTM", "a3c", PartlySeen,
            $"{Exchange} {Lstm} t_max=8",
            "88730cb57d86bcf2 b101c68006c7d1ba 33aaaa3ce677dfd0"),
        new("a2c", "a2c", Cart,
            "topology.threads=2",
            "7162009983bf4b49 4d8b2532e22ac634 79e53eb726856497"),
        new("a2c, planes, LSTM", "a2c", Breakout,
            $"{Planes} network.lstm=7 topology.threads=2 topology.wait=step",
            "0358df997a6808b7 2866a14df55546f6 dd6c41c50f4cc97d"),
        new("a2c, continuous, two towers, normalized", "a2c", "Pendulum-v1",
            $"{Towers} {Adam} topology.threads=2 reward_scale=0.03",
            "736b012b630046f6 b4704fd5a191c9f5 b9786fbd82a66e9d"),
        new("ppo, KL limit", "ppo", Cart,
            $"{Adam} t_max=16 ppo.n_epochs=4 ppo.minibatch_size=17 ppo.target_kl=0.003 topology.threads=2",
            "86373ec140e6fd3f b8f05a98fe75a261 fcc7e9ecffd1fea4"),
        new("ppo, continuous, two towers, clipped values", "ppo", nameof(Reach),
            $"{Towers} {Adam} t_max=16 ppo.clip_range_vf=0.1 ppo.clip_range_schedule=linear",
            "023dcaf1466b238c 04dfab0abffc44bb 0fc36dcecb60dfa4"),
        new("ppo, planes, LSTM", "ppo", Breakout,
            $"{Planes} {Adam} network.lstm=7 t_max=16 ppo.n_epochs=2 topology.threads=2",
            "a0ead551a0067360 2124719d04fe97d5 7df93d5ed782aac4"),
        new("ppo, switches", "ppo", nameof(SwitchBoard),
            $"{Adam} ppo.normalize_advantage=false",
            "79a628980a772ba9 9d1637780cded2f5 394d87da66c7335a"),
        new("rnd", "rnd", Cart,
            $"{Adam} t_max=16 ppo.normalize_advantage=false topology.threads=2",
            "9fa4ce0012c69563 3a11a82525f7f0cb 67e7727eed25580f"),
        new("rnd, planes, LSTM, a share of the rows", "rnd", "KeyDoor-v0",
            $"{Planes} {Adam} network.lstm=7 t_max=16 ppo.n_epochs=2 rnd.keep=0.4 rnd.learning_rate=1e-4 max_episode_steps=50 " +
            "topology.threads=2",
            "a2e261c037c94bd6 a6ee432eb2486112 b3e9c39368225030"),
        new("rnd, continuous, two towers, normalized, episodic", "rnd", nameof(Reach),
            $"{Towers} {Adam} t_max=16 rnd.episodic=true",
            "cf9334a5a34ba0f6 1cc0f29ea318fe01 afac8a9ab5d6745d"),
        new("a3c, counts", "a3c", "Chain-v0",
            "count_bonus.coef=0.3",
            "106fb5d6e43c7a93 bb8fb5b57e5c3d40 aa444ae02d212cf7"),
        new("dqn, counts", "dqn", "Taxi-v4",
            $"{Adam} count_bonus.coef=0.3 max_episode_steps=50 reward_scale=0.1 network.hidden=12",
            "e694bf03b8d0c2f8 148985ba60fc9b3f 2125a28b5079e22e"),
        new("async-q", "async-q", Cart,
            "",
            "e7b3facd26ba9ff3 202de09539b058fe a29be0c29b19b170"),
        new("async-q, live reading, cut episodes", "async-q", "Taxi-v4",
            "read_live=true max_episode_steps=50 reward_scale=0.1 network.hidden=12",
            "7d272ab75e9f55c6 72319cea1d5bab9b 2125a28b5079e22e"),
        new("async-q, exchange", "async-q", Cart,
            Exchange,
            "ac5bb4a089b44f9b 6fabc439e5011243 a29be0c29b19b170"),
        new("async-sarsa", "async-sarsa", Breakout,
            Planes,
            "5c3a58aa017cba05 8c610081b21019d5 28515a994793b985"),
        new("async-sarsa, masked", "async-sarsa", nameof(TestEnvironments.Masked),
            "",
            "819d9c1a50a16a37 c6bc1e759aaa741a 0b6d8f97cb08c943"),
        new("async-sarsa, cut episodes, statistics a thread", "async-sarsa", "Acrobot-v1",
            "max_episode_steps=61 normalize_observations=true optimizer.name=rmsprop",
            "9c45919bdd944260 1b2c0985ac620957 2125a28b5079e22e"),
        new("async-sarsa, exchange", "async-sarsa", Breakout,
            $"{Exchange} {Planes}",
            "b06beeb4015fec23 b8f3a621d640354a 3c4b27fd7d712aa7"),
        new("async-nstep-q", "async-nstep-q", Breakout,
            $"{Planes} {Adam}",
            "621b99e1de1a7844 2e4b28780c225ab8 7df93d5ed782aac4"),
        new("async-nstep-q, masked", "async-nstep-q", nameof(TestEnvironments.Masked),
            "",
            "72c918405259e162 afcbb506e59aa634 0b6d8f97cb08c943"),
        new("async-nstep-q, LSTM", "async-nstep-q", PartlySeen,
            $"{Lstm} t_max=8",
            "d57839852a23ff3f db57b8bc54fb7610 a29be0c29b19b170"),
        new("async-nstep-q, exchange, LSTM", "async-nstep-q", PartlySeen,
            $"{Exchange} {Lstm} {Adam} t_max=8",
            "78ad26811f9cc425 56f5e32ef8ede81e a29be0c29b19b170"),
        new("async-nstep-q, single writer", "async-nstep-q", nameof(TestEnvironments.Masked),
            $"{OneWriter} topology.replicas=3",
            "72c918405259e162 afcbb506e59aa634 0b6d8f97cb08c943"),
        new("async-nstep-q, single writer, two for one replica", "async-nstep-q", nameof(TestEnvironments.Masked),
            $"{OneWriter} topology.replicas=2",
            "8ec2df3136e69ef8 e720b70aef54b4e2 0b6d8f97cb08c943"),
        new("reinforce", "reinforce", Cart,
            $"{Episodes} {Adam} reward_scale=0.05",
            "e280539454271788 50419168d15bfd33 8f970350e2061bf4"),
        new("reinforce, continuous", "reinforce", "MountainCarContinuous-v0",
            $"{Episodes} normalize_observations=true max_episode_steps=60 max_grad_norm=0",
            "b78f107aa498d183 b43e514651c81b99 a3936269e1fc21cb"),
        new("reinforce, exchange", "reinforce", Cart,
            $"{Exchange} {Episodes} {Adam} reward_scale=0.05",
            "21ad09b1523c1e50 9a304eff3040a428 56317b2e498cc7ff"),
        new("reinforce-baseline", "reinforce-baseline", Cart,
            $"{Episodes} network.shared=false reward_scale=0.05",
            "90d122bc9283ec62 78952bae2c93e284 15ddf5405a162ead"),
        new("reinforce-baseline, planes", "reinforce-baseline", Breakout,
            $"{Episodes} {Planes} optimizer.name=momentum-sgd",
            "fa57df5f8c96f115 cb6688917a260c72 dd6c41c50f4cc97d"),
        new("impala", "impala", Cart,
            "impala.queue=7",
            "38cef57a505e9f1f fc21ee7b340ee6f2 74e4db06093d0712"),
        new("impala, imposed lag", "impala", Breakout,
            $"{Planes} impala.imposed_lag=3 impala.batch_trajectories=1",
            "bb3970ce2ee6988d 13b0a02b41ba834a dd6c41c50f4cc97d"),
        new("impala, central inference", "impala", Breakout,
            $"{Planes} topology.inference=central",
            "2e8cc58bae42a2be ea4b7837e77706c7 dd6c41c50f4cc97d"),
        new("impala, central inference, LSTM, imposed lag", "impala", PartlySeen,
            $"{Lstm} topology.inference=central impala.imposed_lag=2",
            "d8dddae6c6330600 bb064abf27ca6418 a6dec3fa8296809a"),
        new("impala, central inference, several masked choices", "impala", nameof(Gunner),
            $"{Planes} topology.inference=central",
            "077f1006375ed281 4295743e29fe53fd a91f7fe5a46875d9"),
        new("impala, LSTM, two learners", "impala", PartlySeen,
            $"{Lstm} {Adam} impala.learners=2",
            "32bd5031924370c1 ccffaee7ae71e2bd 150c9ecd85c51007"),
        new("impala, continuous, two towers, cut episodes", "impala", "Pendulum-v1",
            $"{Towers} t_max=9 max_episode_steps=40 reward_scale=0.03 impala.rho_bar=2 impala.c_bar=0.9",
            "b464732470cda0c1 a4a8e760e44325a9 967b73426b088b72"),
        new("impala, no correction", "impala", Cart,
            "impala.correction=none impala.imposed_lag=4",
            "2d3f423e3d03ca5c e54ff252b51c84a9 d36bf08e56269aff"),
        new("dqn", "dqn", Cart,
            $"{Adam} reward_scale=0.1",
            "9ec6e24fdd473c82 5b3c10503f727392 4ac50b3d5b9063d6"),
        new("dqn, masked, double", "dqn", nameof(TestEnvironments.Masked),
            $"{Adam} dqn.double=true",
            "ef2d3e9fdbd42ccd 31cf639838496c75 0b6d8f97cb08c943"),
        new("dqn, double, dueling, n-step", "dqn", Breakout,
            $"{Planes} {Adam} dqn.double=true dqn.dueling=true replay.n_step=3 replay.train_frequency=8",
            "1362e535751de441 0e5c1dc9d51e38a7 0abab7164037a099"),
        new("dqn, prioritized", "dqn", "MountainCar-v0",
            "replay.prioritized=true dqn.huber=false normalize_observations=true max_episode_steps=70 reward_scale=0.1",
            "da5c2996cdc69fbf ecef845088575626 2125a28b5079e22e"),
        new("ddpg", "ddpg", "Pendulum-v1",
            $"{Adam} reward_scale=0.1",
            "bf682cc91569161a d0d0a7b61606f4bc 6c8fadcd99a27d2d"),
        new("ddpg, several actions, correlated noise, prioritized, n-step", "ddpg", nameof(Reach),
            $"{Adam} ddpg.noise=ornstein_uhlenbeck ddpg.actor_learning_rate=2e-4 replay.prioritized=true replay.n_step=3",
            "9e79df26b15ab8b8 e95d225af7479049 75f1e630aab31a28"),
        new("ddpg, normalized, cut episodes", "ddpg", "MountainCarContinuous-v0",
            "normalize_observations=true max_episode_steps=37 network.activation=tanh",
            "2285cfbea486fd97 8daa43741670e9d3 0d67d8ab6f45c51b"),
        new("td3", "td3", "Pendulum-v1",
            $"{Adam} reward_scale=0.1",
            "432741279f36634e d49c36c31dc8ec04 a93f7df7b43d6cc3"),
        new("td3, several actions, correlated noise, prioritized, three threads", "td3", nameof(Reach),
            $"{Adam} td3.noise=ornstein_uhlenbeck td3.policy_delay=3 replay.prioritized=true replay.learner_threads=3",
            "b21cc4c10c65f270 f3bc2567b76653ae f3062e5dea83dc47"),
        new("sac", "sac", "Pendulum-v1",
            $"{Adam} reward_scale=0.1",
            "18136801c9e3be92 d5e062011b1e91b5 d95149d9f0762c80"),
        new("sac, several actions, fixed temperature, n-step, normalized, two threads", "sac", nameof(Reach),
            $"{Adam} sac.alpha=0.1 sac.actor_learning_rate=1e-3 replay.n_step=3 normalize_observations=true " +
            "replay.learner_threads=2",
            "7e9635fc9d95745c bc09f5bc2ad8a9ac c79682d3be51d0a8"),
        new("sac, state-dependent exploration, several updates at once", "sac", "MountainCarContinuous-v0",
            $"{Adam} sac.sde=true sac.sde_interval=24 sac.random_steps=0 replay.train_frequency=16 replay.updates=5",
            "333ea6a77756db0b 02b308d8b7fb1a53 3787bff1a0c61902"),
        new("dqn, two threads", "dqn", Breakout,
            $"{Planes} {Adam} replay.learner_threads=2 replay.train_frequency=8",
            "00fa186fb03db63b 0119f2b567a30ab1 9ce7cab393bf119d"),
        new("gorila", "gorila", Cart,
            $"{Adam} reward_scale=0.1",
            "ce1a2dd7cd720335 59f13983822abac8 ef20f3f61572c2eb"),
        new("gorila, prioritized, n-step, normalized, one shard", "gorila", "MountainCar-v0",
            "optimizer.name=adagrad dqn.double=true dqn.dueling=true replay.prioritized=true replay.n_step=3 " +
            "normalize_observations=true max_episode_steps=70 reward_scale=0.1 gorila.shards=1",
            "7135b563f5c16d9b cdbf390348848caf 2125a28b5079e22e"),
        new("gorila, one memory for all", "gorila", Breakout,
            $"{Planes} {Adam} gorila.replay=global replay.train_frequency=8",
            "41399543156062b7 a280039008442a40 0abab7164037a099"),
    ];
}
