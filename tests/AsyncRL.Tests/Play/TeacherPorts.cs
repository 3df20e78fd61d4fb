using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Play;

namespace AsyncRL.Tests.Play;

/// <summary>A player's three ports where its teacher is at hand.</summary>
/// <param name="teacher">The teacher.</param>
/// <param name="parameters">Receives the parameters.</param>
internal sealed class TeacherPorts(Teacher teacher, ParameterVector parameters) : IParameterSource, IExperienceSink, IStepBudget
{
    private readonly List<float> finals = [];

    public long Steps => teacher.Steps;

    public bool StopRequested => false;

    public long Refresh()
    {
        teacher.Theta.CopyTo(parameters.Span);
        return teacher.Segments.Count;
    }

    public int Claim(int wanted) => teacher.Grant(wanted);

    public void Return(int unplayed) => teacher.TakeBack(unplayed);

    public void Stepped(Player player, int row, in StepResult result)
    {
        if (result is { EpisodeEnded: true, Terminated: false })
        {
            finals.AddRange(player.Slots.Input(row + player.Rollout.Environments));
        }
    }

    public void Send(Player player)
    {
        teacher.Receive(PlayedSegment.Of(player, finals));
        finals.Clear();
    }
}
