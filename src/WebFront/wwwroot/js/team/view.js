// Renders a team: its state, its seats and the invitation.
import { byId, el, keyed, setData, setText, setVisible } from '../dom.js';
import { left, yuan } from '../format.js';
import { text } from '../texts.js';
import { model } from './model.js';

export const isOver = (team, now) => team.status !== 'open' || Date.parse(team.deadline) <= now;

export function renderTeam(team, now) {
  const { state, says } = wordsOf(team, now);
  setData(byId('team'), 'status', team.status);
  setText(byId('state'), text(`group.team.state.${state}`, { n: team.size - team.paid }));
  setText(byId('says'), text(`group.team.says.${says}`, { enough: team.completesWith, paid: team.paid }));
  setVisible(byId('left'), !isOver(team, now));
  setText(byId('left').querySelector('b'), left(Date.parse(team.deadline) - now));
  setText(byId('title'), team.title);
  setText(byId('price'), text('group.team.price', { price: yuan(team.priceFen) }));
  const seats = team.status === 'failed' || team.status === 'dissolved' ? 'seatsOver' : 'seats';
  setText(byId('seats-count'), text(`group.team.${seats}`, { paid: team.paid, taken: team.taken, size: team.size }));
  setVisible(byId('stale'), model.live === 'reconnecting' || model.live === 'offline');
  renderSeats(team);
}

function wordsOf(team, now) {
  if (team.status === 'completed')
    return { state: 'completed', says: team.completedShort ? 'completedShort' : 'completed' };
  if (team.status !== 'open') return { state: team.status, says: team.status };
  if (isOver(team, now)) return { state: 'overdue', says: 'overdue' };
  // Joining has ended; members may still pay.
  if (team.mySeat === null && now >= Date.parse(team.joinBy)) return { state: 'ending', says: 'ending' };
  const lack = team.size - team.paid;
  const state = team.taken >= team.size ? 'full' : lack === 1 ? 'lastSeat' : 'open';
  return { state, says: team.completesWith < team.size ? 'virtual' : 'open' };
}

// The content security policy allows no foreign picture, so the first letter of a member's name replaces it.
function renderSeats(team) {
  const bySeat = new Map(team.members.map(member => [member.seat, member]));
  const taken = [...bySeat.keys()];
  const free = Math.max(0, team.size - taken.length);
  const seats = [...taken.sort((a, b) => a - b), ...Array.from({ length: free }, (_, index) => `free-${index}`)].map(
    seat => ({ seat, member: bySeat.get(seat), of: team }),
  );
  keyed(
    byId('seats'),
    seats,
    ({ seat }) => seat,
    () => {
      const face = el('span', { className: 'face' });
      const lead = el('i', { className: 'lead', testid: 'lead', text: text('group.team.face.leader') });
      const name = el('b', { testid: 'face' });
      const word = el('small');
      const node = el('li', { className: 'seat', testid: 'seat' }, face, lead, name, word);
      return {
        node,
        update({ member, of }) {
          setData(node, 'state', member ? stateOf(member) : 'free');
          setData(node, 'mine', member !== undefined && member.seat === of.mySeat);
          setVisible(lead, member !== undefined && member.seat === of.leaderSeat);
          const nickname = member
            ? (member.nickname ?? text('group.team.face.anonymous'))
            : text('group.team.face.empty');
          setText(face, member ? [...(member.nickname ?? '友')][0] : '+');
          setText(name, nickname);
          setText(word, member ? wordsAbout(member, of) : '');
        },
      };
    },
  );
}

const stateOf = member => (member.paid ? 'paid' : member.returned ? 'returned' : 'unpaid');

function wordsAbout(member, team) {
  return [
    ...(member.seat === team.mySeat ? [text('group.team.face.me')] : []),
    text(`group.team.face.${stateOf(member)}`),
    ...(member.invitedBySeat ? [text('group.team.face.invited', { n: member.invitedBySeat })] : []),
  ].join(' · ');
}

/** Explains a group buy to customers without a seat. */
export const renderHow = (team, now) =>
  setVisible(byId('how-card'), team.mySeat === null && team.status === 'open' && now < Date.parse(team.joinBy));

/** Members of an open team may invite others; the link carries the inviting seat. */
export function renderInvite(team, now) {
  const inviting =
    team.mySeat !== null && now < Date.parse(team.joinBy) && team.status === 'open' && team.taken < team.size;
  setVisible(byId('invite-card'), inviting);
  if (!inviting) return;
  const link = `${location.origin}/group?code=${team.shareCode}&from=${team.mySeat}`;
  const qr = `/api/teams/${team.shareCode}/qr.svg?from=${team.mySeat}`;
  if (byId('invite-qr').getAttribute('src') !== qr) {
    byId('invite-qr').src = qr;
    byId('invite-qr').alt = text('group.team.invite.qr');
  }
  byId('invite-link').href = link;
  setText(byId('invite-link'), link);
}
