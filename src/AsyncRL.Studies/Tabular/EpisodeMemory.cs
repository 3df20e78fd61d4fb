using AsyncRL.Environments;

namespace AsyncRL.Tabular;

/// <summary>One whole episode, kept until it has been learnt from.</summary>
internal sealed class EpisodeMemory
{
    private readonly TabularTask task;
    private readonly (int State, int Action, double Reward)[] steps;
    private readonly long[,] firstVisit; // when (s, a) was first played in its last episode, counted over all episodes
    private long begin;                  // when the present episode began, counted so

    public EpisodeMemory(TabularTask task, int capacity)
    {
        this.task = task;
        steps = new (int, int, double)[capacity];
        firstVisit = new long[task.States, task.Actions];
        begin = 1; // 0 is never
    }

    public int Length { get; private set; }

    public (int State, int Action, double Reward) this[int t] => steps[t];

    public bool IsFirstVisit(int t) => firstVisit[steps[t].State, steps[t].Action] == begin + t;

    /// <summary>Plays an episode to its end.</summary>
    public void Play(EpsilonGreedyPolicy policy)
    {
        begin += Length;
        Length = 0;
        int s = task.Reset();
        StepResult result;
        do
        {
            int a = policy.Choose(s);
            result = task.Step(a, out int next);
            if (firstVisit[s, a] < begin)
            {
                firstVisit[s, a] = begin + Length;
            }

            steps[Length++] = (s, a, result.Reward);
            s = next;
        }
        while (!result.EpisodeEnded);
    }
}
